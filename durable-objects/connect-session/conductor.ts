/** The middle of the object: takes what comes in one after the other, has it stored, answers, and tells everybody. */
import { readTicket, connectSocketLimits, type ConnectCloseReason, type DeviceMessage, type WakeAddress } from "../../contracts/connect.ts";
import type { CommandAnswer, ConnectViewer, SessionCommand } from "../../contracts/connect-session.ts";
import type { Hub, Incoming, Outgoing as Told, Parts } from "../../domain/connect/hub.ts";
import { deviceOf } from "../../domain/connect/session.ts";
import { hashOf } from "../../frame/secret.ts";
import { Attendance } from "./attendance.ts";
import type { Connection } from "./connection.ts";
import { Keeper, type KeeperHost } from "./keeper.ts";
import { costOf, directedOf, errorOf, nackOf, readMessage, textOf, type Outgoing } from "./messages.ts";
import type { Sockets } from "./sockets.ts";
import type { Asked } from "./waker.ts";

export type ConductorHost<State extends Hub> = KeeperHost<State> & {
  sockets: Sockets;
  /** Not waited for: a push service may take its time. */
  call(device: string, address: WakeAddress, asked: Asked): void;
};

type Of<Type extends DeviceMessage["t"]> = Extract<DeviceMessage, { t: Type }>;

export class Conductor<State extends Hub> {
  readonly #host: ConductorHost<State>;
  readonly #keeper: Keeper<State>;
  readonly attendance: Attendance;

  constructor(host: ConductorHost<State>) {
    this.#host = host;
    this.#keeper = new Keeper(host);
    this.attendance = new Attendance({
      sockets: host.sockets,
      mayStay: (account) => host.rules.mayStay(this.state, account),
      onLeft: (device) => this.#lose([device]),
      now: () => host.now(),
    });
  }

  get state(): State {
    return this.#keeper.state;
  }

  /** In a new instance: devices whose sockets did not outlive the former one are told off. */
  settle(): void {
    const online = this.state.session.devices.filter((device) => device.online);
    this.#lose(online.map(({ id }) => id));
  }

  /** By other ways than messages: stored, and then told. */
  change(state: State, told: readonly Told[]): void {
    this.#keeper.change(state);
    this.#tell(told);
  }

  /** Nothing is stored any more. */
  forget(): void {
    this.#keeper.forget();
  }

  /** Reads a message at once, and counts it. @returns what has to wait for its turn; undefined where it was answered */
  admit(connection: Connection, data: string | ArrayBuffer): DeviceMessage | undefined {
    const now = this.#host.now();
    connection.hear(now);
    const read = readMessage(data);
    const verdict = connection.allow("message" in read ? costOf(read.message) : 1, now);
    if (verdict === "flooded") this.attendance.dismiss(connection, "flooded");
    else if ("error" in read) this.#complain(connection, read.error, read.isTolerable ? undefined : "invalid");
    else if (verdict === "refused" && read.message.t !== "seen") this.refuse(connection, read.message);
    // Whatever else waits: a late answer would be a bad sample.
    else if (read.message.t === "time") {
      this.#post(connection, { t: "time", d: { sent: read.message.d.sent, server_time: now } });
    } else return read.message;
    return undefined;
  }

  /** A message that came too many. */
  refuse(connection: Connection, message: DeviceMessage): void {
    if (message.t === "cmd") this.#post(connection, nackOf(message.id, tooMany));
    else this.#complain(connection, errorOf(tooMany.code, { message: tooMany.message, ...("id" in message && { re: message.id }) }));
  }

  /** In its turn. */
  async receive(connection: Connection, message: DeviceMessage): Promise<void> {
    // What a socket that was closed had sent before it knew is heeded no more.
    if (!connection.isOpen) return;
    const { device, viewer } = connection.is;
    if (viewer.expires_at <= this.#host.now()) this.attendance.dismiss(connection, "unauthorized");
    else if (message.t === "hello") await this.#welcome(connection, message);
    else if (message.t === "bye") this.leave(connection);
    else if (device === null) {
      this.#complain(connection, errorOf("invalid_request", { message: "Say hello first.", field: "t" }), "invalid");
    } else await this.#hear(connection, device, message);
  }

  async #hear(connection: Connection, device: string, message: Exclude<DeviceMessage, { t: "hello" | "bye" }>): Promise<void> {
    switch (message.t) {
      case "seen":
        return this.#see(connection, message);
      case "cmd":
        return this.#command(connection, device, message);
      case "report":
        return this.#takeOfPlayer(connection, { type: "report", device, report: message.d, terms: connection.is.viewer.terms });
      case "transfer.ready":
        return this.#takeOfPlayer(connection, { type: "ready", device, transfer: message.d.transfer });
      case "exec.fail":
        return this.#takeOfPlayer(connection, { type: "exec.fail", device, re: message.re }, message.re);
      case "auth.refresh":
        return this.#renew(connection, device, message);
      // What it did, its reports say.
      case "exec.ok":
      case "time":
      default:
        return undefined;
    }
  }

  /** How playback goes only those say who may sound. */
  #takeOfPlayer(connection: Connection, incoming: Incoming & { device: string }, re?: string): void {
    if (connection.is.viewer.plays && this.#isPlayer(incoming.device)) this.#take(connection, incoming, re);
    else this.#complain(connection, errorOf("insufficient_scope", { field: "t", ...(re !== undefined && { re }) }));
  }

  #isPlayer(device: string): boolean {
    return deviceOf(this.state.session, device)?.roles.includes("player") ?? false;
  }

  /** What a device says of itself, and is not answered unless it is refused. */
  #take(connection: Connection, incoming: Incoming, re?: string): void {
    const { refusal, outgoing } = this.#keeper.handle(incoming);
    if (refusal) this.#complain(connection, errorOf(refusal.code, { message: refusal.message, ...(re !== undefined && { re }) }));
    this.#tell(outgoing);
  }

  #tell(outgoing: readonly Told[]): void {
    const now = this.#host.now();
    const { sockets } = this.#host;
    for (const message of outgoing) {
      if ("parts" in message) {
        const { revision, parts } = message;
        const text = textOf({ t: "state", d: { revision, ...parts } });
        for (const connection of sockets.greeted) connection.tell(revision, text, now);
      } else if ("call" in message) this.#call(message.to, message.call);
      else {
        const connection = sockets.ofDevice(message.to);
        connection?.post(textOf(directedOf(message, connection.wasTold(this.state.partRevisions.queue))), now);
      }
    }
    this.attendance.closeLeftBehind();
  }

  /** A device is told what it missed before it is told of anything else. */
  async #welcome(connection: Connection, { id, d: { device: described, since, wake } }: Of<"hello">): Promise<void> {
    const { sockets, rules } = this.#host;
    const { viewer, device: former } = connection.is;
    const device = await rules.list(this.state, viewer.asker.account, described);
    if (!connection.isOpen) return undefined;
    if (connection.isFull) return this.attendance.dismiss(connection, "slow");
    if (former !== null && former !== device.id) {
      return this.#complain(
        connection,
        errorOf("invalid_request", { message: "That is another device.", field: "d.device.id", re: id }),
        "invalid",
      );
    }
    if (device.roles.includes("player") && !viewer.plays) {
      return this.#complain(connection, errorOf("insufficient_scope", { field: "d.device.roles", re: id }), "forbidden");
    }
    const address = wake && rules.waker?.reaches(wake) ? wake : undefined;
    const incoming = { type: "hello", device: { ...device, app: viewer.app, ...(address && { wakeable: true }) } } as const;
    const { refusal, outgoing } = this.#keeper.handle(incoming, { kept: { device: device.id, address } });
    if (refusal) {
      const [code, reason] = refusal.code === "CONFLICT" ? (["conflict", "forbidden"] as const) : ([refusal.code, "crowded"] as const);
      return this.#complain(connection, errorOf(code, { message: refusal.message, field: "d.device.id", re: id }), reason);
    }
    const other = sockets.ofDevice(device.id);
    if (other && other !== connection) sockets.end(other, "replaced", this.#host.now());
    connection.update({ device: null });
    this.#tell(outgoing.filter(({ to }) => to === "everyone"));
    connection.update({ device: device.id, behindSince: null });
    const { revision } = this.state.session;
    const names = { session: rules.nameOf(this.state, viewer.asker.account), ...(device.id !== described.id && { device: device.id }) };
    connection.inform(revision, textOf(this.#welcomeTo(viewer, id, { ...names, since })), this.#host.now());
    this.#tell(outgoing.filter(({ to }) => to !== "everyone"));
    if (wake && !address) this.#complain(connection, errorOf("invalid_request", unreachedAddress));
    return undefined;
  }

  #welcomeTo(
    viewer: ConnectViewer,
    re: string,
    { since, ...names }: { session: string; device?: string; since: number | undefined },
  ): Outgoing {
    const { revision } = this.state.session;
    const { messageBytes, messagesPerSecond, silenceMs, seenEvery } = connectSocketLimits;
    const limits = { message_bytes: messageBytes, messages_per_second: messagesPerSecond, silence_ms: silenceMs, seen_every: seenEvery };
    const pushKey = this.#host.rules.waker?.publicKey;
    const known = { expires_at: viewer.expires_at, ...(pushKey !== undefined && { push_key: pushKey }), limits };
    const told = { ...names, revision, server_time: this.#host.now(), ...known };
    return { t: "welcome", re, d: { ...told, ...this.#host.rules.partsSince(this.state, since) } };
  }

  #parts(): Partial<Parts> {
    return this.#host.rules.partsSince(this.state, undefined);
  }

  /** One that was too slow, and now has everything that was sent, gets the rest at once. */
  #see(connection: Connection, { d: seen }: Of<"seen">): void {
    const now = this.#host.now();
    const { revision } = this.state.session;
    if (!connection.canHaveSeen(seen.revision, revision)) {
      return this.#complain(connection, errorOf("invalid_request", { message: "That was never told.", field: "d.revision" }), "invalid");
    }
    if (!connection.see(seen.revision, now)) return undefined;
    connection.inform(revision, textOf({ t: "state", d: { revision, ...this.#parts() } }), now);
  }

  async #command(connection: Connection, device: string, { id, d: { command, conditions = {}, target } }: Of<"cmd">): Promise<void> {
    const { viewer } = connection.is;
    const asked = { id, command, conditions, viewer, ...(target !== undefined && { target }) };
    const { answer, outgoing } = await this.#keeper.carryOut(asked, device);
    if (answer.ok) this.#post(connection, { t: "ack", re: id, d: { revision: answer.revision } });
    else this.#post(connection, nackOf(id, answer, answer.code === "CONFLICT" ? this.#parts() : undefined));
    this.#tell(outgoing);
  }

  /** In its turn: of the Web API. */
  async command(command: SessionCommand): Promise<CommandAnswer> {
    const { answer, outgoing } = await this.#keeper.carryOut(command, null);
    this.#tell(outgoing);
    return answer;
  }

  async #renew(connection: Connection, device: string, { id, d: { ticket } }: Of<"auth.refresh">): Promise<void> {
    const { account, secret } = readTicket(ticket);
    const isOwn = account === connection.is.viewer.asker.account;
    const viewer = isOwn ? await this.#host.rules.redeem(account, await hashOf(secret)) : undefined;
    if (!connection.isOpen) return;
    // Of another app's ticket the device would become that app's.
    if (viewer?.app !== connection.is.viewer.app) {
      this.#post(connection, nackOf(id, { code: "RESTRICTED", message: "That ticket is not good (any more)." }));
      return;
    }
    connection.update({ viewer, asked: false });
    if (this.#isPlayer(device) && !viewer.plays) this.attendance.dismiss(connection, "forbidden");
    else this.#post(connection, { t: "ack", re: id, d: { revision: this.state.session.revision } });
  }

  /** A socket is gone. */
  leave(connection: Connection): void {
    const { device } = connection.is;
    if (connection.isOpen) connection.close(1000, "bye");
    if (device === null) return;
    connection.update({ device: null });
    this.#lose([device]);
  }

  /** Devices have no socket any more, unless they have come in by another. */
  #lose(devices: readonly string[]): void {
    const gone = devices.filter((device) => !this.#host.sockets.ofDevice(device));
    if (gone.length === 0) return;
    this.#tell(this.#keeper.lose(gone));
  }

  #complain(connection: Connection, error: Outgoing, reason?: ConnectCloseReason): void {
    this.#post(connection, error);
    if (reason) this.attendance.dismiss(connection, reason);
  }

  #post(connection: Connection, message: Outgoing): void {
    connection.post(textOf(message), this.#host.now());
  }

  #call(device: string, { from, uri }: Asked): void {
    const address = this.#host.store.addressOf(device);
    if (address) this.#host.call(device, address, { from, uri });
  }

  /** In its turn: nobody answers at that address, unless the device has named another by now. */
  forgetAddress(device: string, { endpoint }: WakeAddress): void {
    if (this.#host.store.addressOf(device)?.endpoint !== endpoint) return;
    this.#tell(this.#keeper.handle({ type: "unreachable", device }, { kept: { device, address: undefined } }).outgoing);
  }

  /** Nothing but time passed: what it brings about, and who may not stay. */
  review(): void {
    this.attendance.review();
    this.#tell(this.#keeper.handle({ type: "tick" }).outgoing);
  }

  /** When `review` has something to do next, in milliseconds since 1970. */
  nextReview(): number | undefined {
    const times = [this.#host.rules.nextDeadline(this.state), this.attendance.nextReview()].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}

const unreachedAddress = { message: "Devices are not called there.", field: "d.wake.endpoint" };
const tooMany = { code: "RATE_LIMITED", message: "Too many messages; try again later." } as const;
