/**
 * This page's connection to its listener's session: what the session says, what was asked of it and is not confirmed yet, and both
 * together as what is shown. Knows the protocol, and nothing of sound.
 */
import type { ConnectJam, ConnectParts, DeviceMessage, ServerMessage, WakeAddress } from "../../../contracts/connect.ts";
import { connectCloseCodes, connectSocketLimits } from "../../../contracts/connect-limits.ts";
import type { Unversioned } from "../../../contracts/versioned.ts";
import type { Parts, QueueView } from "../../../domain/connect/hub.ts";
import { predict, type Asked } from "../../../domain/connect/predict.ts";
import type { Command, Conditions, ConnectRefusal, DeviceDescription, Report } from "../../../domain/connect/schema.ts";
import { LiveSocket, type Link, type LiveSocketNeeds } from "../api/liveSocket.ts";
import { ServerClock } from "./serverClock.ts";

type Outgoing = Unversioned<DeviceMessage>;
type Of<Type extends ServerMessage["t"]> = Extract<ServerMessage, { t: Type }>;

/** `replaced`: another page is this device by now. `ended`: the jam is over, or without this listener. */
export type LostReason = "invalid" | "forbidden" | "replaced" | "ended";
const lost = Object.fromEntries(
  (["invalid", "forbidden", "ended", "replaced"] as const).map((reason) => [connectCloseCodes[reason], reason]),
);

/** `unreachable`: nobody answered in time. */
export type Refused = { command: Command; code: ConnectRefusal | "unreachable" };

export type ConnectClientNeeds = Pick<
  LiveSocketNeeds<ServerMessage, LostReason>,
  "address" | "session" | "diagnose" | "random" | "open" | "network" | "onLost"
> & {
  device: DeviceDescription;
  /** Where this page can be called while it is away. */
  wake?: () => WakeAddress | undefined;
  /** A ticket, got with a token that is good for longer than the one before. */
  ticket: () => Promise<string>;
  /** Milliseconds that only ever grow. */
  now: () => number;
  /** How often the clock is looked at, milliseconds. */
  clockAgainMs?: number;
  /** Of 16 to 64 letters. */
  newId: () => string;
  onLink: (link: Link) => void;
  /** The session has said what it is, and what was on its way is on its way again. */
  onWelcome: () => void;
  /** What is shown has changed. */
  onChange: () => void;
  onExec: (id: string, exec: Of<"exec">["d"]) => void;
  onOffer: (offer: Of<"transfer.offer">["d"]) => void;
  onCommit: (commit: Of<"transfer.commit">["d"]) => void;
  /** Something that was shown already is taken back. */
  onRefused: (refused: Refused) => void;
};

type Pending = Asked & {
  conditions: Conditions;
  /** It was done here, whatever the connection does: nobody waits for an answer. */
  isDone: boolean;
  /** That it made; until it has arrived the command is shown as what is going to be. */
  revision?: number;
  patience?: ReturnType<typeof setTimeout>;
};

export type CommandOptions = {
  target?: string;
  conditions?: Conditions;
  expected?: QueueView;
  isDone?: boolean;
  /** Where uids follow from it. */
  id?: string;
};

/** How long somebody waits for another device, milliseconds. */
const patienceMs = 8000;

export class ConnectClient {
  readonly #needs: ConnectClientNeeds;
  readonly #socket: LiveSocket<ServerMessage, Outgoing, LostReason>;
  readonly clock: ServerClock;
  #parts: Partial<Parts> = {};
  #jam: ConnectJam | undefined;
  #own: string;
  #pushKey: string | undefined;
  #revision: number | undefined;
  #pending: Pending[] = [];
  /** Both together, until one of them changes. */
  #view: Parts | undefined;
  #isWelcome = false;
  #unseen = 0;

  constructor(needs: ConnectClientNeeds) {
    this.#needs = needs;
    this.#own = needs.device.id;
    const { now, clockAgainMs } = needs;
    const ask = (sent: number) => this.#socket.send({ t: "time", d: { sent } });
    this.clock = new ServerClock({ now, ask, ...(clockAgainMs !== undefined && { againMs: clockAgainMs }) });
    this.#socket = new LiveSocket({
      ...needs,
      lost,
      onOpen: () => this.#sayHello(),
      onMessage: (message, characters) => {
        this.#take(message);
        this.#see(characters);
      },
      onLink: (link) => {
        if (link !== "open") this.#isWelcome = false;
        needs.onLink(link);
      },
    });
  }

  /** What this page is called in the session. */
  get own(): string {
    return this.#own;
  }

  /** Where the session is a jam: who is in. */
  get jam(): ConnectJam | undefined {
    return this.#jam;
  }

  /** What devices that want to be called subscribe with; undefined: none is. */
  get pushKey(): string | undefined {
    return this.#pushKey;
  }

  /** Whether the session hears what is said now. */
  get isWelcome(): boolean {
    return this.#isWelcome;
  }

  /** As the session said it; undefined before. */
  get confirmed(): Parts | undefined {
    const { state, queue, devices } = this.#parts;
    return state && queue && devices ? { state, queue, devices } : undefined;
  }

  /** With what was asked and is not confirmed yet. */
  get view(): Parts | undefined {
    const { confirmed } = this;
    if (!confirmed) return undefined;
    this.#view ??= this.#pending.reduce((parts, asked) => predict(parts, asked, this.own), confirmed);
    return this.#view;
  }

  /** Whether what was asked may still change what plays. */
  get isAsking(): boolean {
    return this.#pending.some(({ command }) => movesPlayback.has(command.type));
  }

  connect(): void {
    this.#socket.connect();
  }

  /** Says once more what this page is, where that has changed. */
  greet(): void {
    if (this.#isWelcome) this.#sayHello();
  }

  close(): void {
    this.#socket.send({ t: "bye", d: {} });
    this.clock.stop();
    this.#socket.close();
    for (const { patience } of this.#pending.splice(0)) clearTimeout(patience);
  }

  /** @returns the command's id */
  command(command: Command, { target, conditions = {}, expected, isDone = false, id = this.#needs.newId() }: CommandOptions = {}): string {
    const at = this.clock.now() ?? 0;
    const pending: Pending = { id, command, target, conditions, expected, isDone, at };
    if (!isDone) pending.patience = setTimeout(() => this.#settle(id, "unreachable"), patienceMs);
    this.#pending.push(pending);
    this.#view = undefined;
    if (this.#isWelcome) this.#send(pending);
    this.#needs.onChange();
    return id;
  }

  /** What was done here while another device got the playback is nobody's wish any more. */
  forgetDone(): void {
    this.#drop(({ isDone }) => isDone);
  }

  newId(): string {
    return this.#needs.newId();
  }

  report(report: Report): void {
    this.#socket.send({ t: "report", d: report });
  }

  execOk(id: string): void {
    this.#socket.send({ t: "exec.ok", re: id, d: {} });
  }

  /** Also of a transfer that is offered: it can't be taken here. */
  execFail(id: string, code: ConnectRefusal, message: string): void {
    this.#socket.send({ t: "exec.fail", re: id, d: { code, message } });
  }

  ready(transfer: string): void {
    this.#socket.send({ t: "transfer.ready", d: { transfer } });
  }

  #sayHello(): void {
    this.#unseen = 0;
    const since = this.#revision === undefined ? {} : { since: this.#revision };
    const wake = this.#needs.wake?.();
    this.#socket.send({ t: "hello", id: this.#needs.newId(), d: { device: this.#needs.device, ...since, ...(wake && { wake }) } });
  }

  #take(message: ServerMessage): void {
    switch (message.t) {
      case "welcome":
        return this.#welcome(message.d);
      case "time":
        return this.clock.take(message.d.sent, message.d.server_time);
      case "state":
        return this.#learn(message.d, message.d.revision);
      case "ack":
        return this.#acknowledge(message.re, message.d.revision);
      case "nack":
        if (message.d.parts) this.#merge(message.d.parts);
        return this.#settle(message.re, message.d.code);
      case "error":
        return message.re === undefined ? undefined : this.#settle(message.re, "UNSUPPORTED");
      case "exec":
        // The broadcast of the same revision follows.
        this.#merge({ state: message.d.state, queue: message.d.queue });
        return this.#needs.onExec(message.id, message.d);
      case "transfer.offer":
        this.#merge({ state: message.d.state, queue: message.d.queue });
        return this.#needs.onOffer(message.d);
      case "transfer.commit":
        return this.#needs.onCommit(message.d);
      case "auth.refresh":
        return void this.#renew();
      case "bye":
      default:
        return undefined;
    }
  }

  #welcome({ revision, server_time: server, device, push_key: pushKey, ...parts }: Of<"welcome">["d"]): void {
    this.#own = device ?? this.#own;
    this.#pushKey = pushKey;
    this.clock.begin(server);
    this.#merge(parts);
    this.#revision = revision;
    this.#drop(({ revision: made }) => made !== undefined && made <= revision);
    // What is asked for now comes after what was asked before.
    this.#needs.onWelcome();
    this.#isWelcome = true;
    for (const pending of this.#pending) this.#send(pending);
    this.#needs.onChange();
  }

  #learn({ state, queue, devices, jam }: Of<"state">["d"], revision: number): void {
    if (this.#revision !== undefined && revision < this.#revision) return;
    this.#merge({ state, queue, devices, jam });
    this.#revision = revision;
    this.#drop(({ revision: made }) => made !== undefined && made <= revision);
    this.#needs.onChange();
  }

  #merge({ state, queue, devices, jam }: ConnectParts): void {
    this.#jam = jam ?? this.#jam;
    const told = { ...(state && { state }), ...(queue && { queue }), ...(devices && { devices }) };
    // Written by the session, of the parts that it has.
    this.#parts = { ...this.#parts, ...(told as Partial<Parts>) };
    this.#view = undefined;
  }

  /** Says what arrived before the service takes this page for too slow. */
  #see(characters: number): void {
    this.#unseen += characters;
    if (this.#unseen < connectSocketLimits.seenEvery / 2 || this.#revision === undefined) return;
    this.#unseen = 0;
    this.#socket.send({ t: "seen", d: { revision: this.#revision } });
  }

  #acknowledge(id: string, revision: number): void {
    const pending = this.#pending.find((each) => each.id === id);
    if (!pending) return;
    clearTimeout(pending.patience);
    pending.revision = revision;
    if (this.#revision === undefined || revision > this.#revision) return;
    this.#drop((each) => each === pending);
    this.#needs.onChange();
  }

  #settle(id: string, code: Refused["code"]): void {
    const pending = this.#pending.find((each) => each.id === id);
    if (!pending) return;
    this.#drop((each) => each === pending);
    this.#needs.onRefused({ command: pending.command, code });
    this.#needs.onChange();
  }

  #drop(isOver: (pending: Pending) => boolean): void {
    for (const pending of this.#pending.filter(isOver)) clearTimeout(pending.patience);
    this.#pending = this.#pending.filter((pending) => !isOver(pending));
    this.#view = undefined;
  }

  #send({ id, command, target, conditions }: Pending): void {
    const hasConditions = Object.keys(conditions).length > 0;
    this.#socket.send({
      t: "cmd",
      id,
      d: { command, ...(hasConditions && { conditions }), ...(target !== undefined && { target }) },
    });
  }

  async #renew(): Promise<void> {
    try {
      const ticket = await this.#needs.ticket();
      this.#socket.send({ t: "auth.refresh", id: this.#needs.newId(), d: { ticket } });
    } catch {
      // The service then ends the connection, and the next one begins with a newer cookie.
    }
  }
}

export const movesPlayback: ReadonlySet<Command["type"]> = new Set(["play", "pause", "resume", "seek", "next", "previous", "transfer"]);
