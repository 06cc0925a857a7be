/** A session, or a jam, as devices meet it in tests: the domain's own hub behind sockets that can break, on simulated time. */
import type { DeviceMessage, ServerMessage } from "../../../../contracts/connect.ts";
import { connectPing, connectPong, connectSocketLimits } from "../../../../contracts/connect-limits.ts";
import type { Unversioned } from "../../../../contracts/versioned.ts";
import {
  createHub,
  handle,
  partsSince,
  type Handled,
  type Hub,
  type Incoming,
  type Outgoing,
  type Parts,
} from "../../../../domain/connect/hub.ts";
import type { Jam } from "../../../../domain/connect/jam.ts";
import { handleInJam, partsSinceInJam } from "../../../../domain/connect/jam-hub.ts";
import { emptySession } from "../../../../domain/connect/session.ts";

type Told = Unversioned<ServerMessage>;

const terms = { shuffleOnly: false, skipsAnHour: null };
const { messageBytes, messagesPerSecond, silenceMs, seenEvery } = connectSocketLimits;
const limits = { message_bytes: messageBytes, messages_per_second: messagesPerSecond, silence_ms: silenceMs, seen_every: seenEvery };
/** Milliseconds that a message takes. */
const latency = 20;

/** One connection of a device: what a page takes for a WebSocket. */
export class HouseSocket extends EventTarget {
  readonly #house: Pick<House, "receive" | "gone">;
  device: string | undefined;
  isOpen = true;
  /** Milliseconds that a message takes to the page. */
  latency = latency;

  constructor(house: Pick<House, "receive" | "gone">) {
    super();
    this.#house = house;
    setTimeout(() => this.isOpen && this.dispatchEvent(new Event("open")), latency);
  }

  send(text: string): void {
    if (text === connectPing) {
      this.deliver(connectPong);
      return;
    }
    const message = JSON.parse(text) as DeviceMessage;
    setTimeout(() => this.isOpen && this.#house.receive(this, message), latency);
  }

  /** The page closes it. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#house.gone(this);
  }

  say(message: Told): void {
    this.deliver(JSON.stringify({ v: 1, ...message }));
  }

  deliver(data: string): void {
    setTimeout(() => this.isOpen && this.dispatchEvent(new MessageEvent("message", { data })), this.latency);
  }

  /** The network, or the service, ends it. */
  drop(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#house.gone(this);
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

/** What is in the middle, of which kind it is. */
type Middle<Whole extends Hub> = {
  handle: (whole: Whole, incoming: Incoming, now: number) => Omit<Handled, "hub"> & { hub: Whole };
  partsSince: (whole: Whole, since: number | undefined) => Partial<Parts>;
  /** Whose a device is, where several people share it. */
  accountOf?: (device: string) => string;
};

export class House<Whole extends Hub = Hub> {
  hub: Whole;
  readonly #middle: Middle<Whole>;
  /** Milliseconds that messages take to pages that connect from now on. */
  latency = latency;
  readonly sockets = new Set<HouseSocket>();
  readonly reports: Extract<Incoming, { type: "report" }>[] = [];
  readonly #done = new Map<string, number>();
  /** Tracks of contexts. */
  readonly contexts = new Map<string, readonly string[]>();
  /** Nobody comes in. */
  isClosed = false;

  constructor(hub: Whole, middle: Middle<Whole>) {
    this.hub = hub;
    this.#middle = middle;
  }

  open(): WebSocket {
    const socket = new HouseSocket(this);
    socket.latency = this.latency;
    if (this.isClosed) setTimeout(() => socket.drop(1006), latency / 2);
    else this.sockets.add(socket);
    return socket as unknown as WebSocket;
  }

  socketOf(device: string): HouseSocket {
    const found = [...this.sockets].find((socket) => socket.device === device);
    if (!found) throw new Error(`${device} has no connection`);
    return found;
  }

  gone(socket: HouseSocket): void {
    this.sockets.delete(socket);
    if (socket.device !== undefined) this.take({ type: "gone", device: socket.device });
  }

  receive(socket: HouseSocket, message: DeviceMessage): void {
    const { device } = socket;
    if (message.t === "hello") {
      this.#welcome(socket, message);
      return;
    }
    if (message.t === "time") socket.say({ t: "time", d: { sent: message.d.sent, server_time: Date.now() } });
    if (device === undefined) return;
    if (message.t === "cmd") this.#command(socket, device, message);
    if (message.t === "report") this.take({ type: "report", device, report: message.d });
    if (message.t === "transfer.ready") this.take({ type: "ready", device, transfer: message.d.transfer });
    if (message.t === "exec.fail") this.take({ type: "exec.fail", device, re: message.re });
  }

  /** By the Web API, or another device. */
  ask(command: Extract<Incoming, { type: "command" }>["command"], id = `asked-by-somebody-${this.#done.size}`): void {
    this.#carry({ type: "command", id, command, conditions: {}, device: null, uris: urisOf(command, this.contexts), terms });
  }

  #welcome(socket: HouseSocket, { id, d: { device, since } }: Extract<DeviceMessage, { t: "hello" }>): void {
    const account = this.#middle.accountOf?.(device.id);
    this.take({ type: "hello", device: { ...device, ...(account !== undefined && { account }) } });
    socket.device = device.id;
    const { revision } = this.hub.session;
    const told = { session: "s", revision, server_time: Date.now(), expires_at: Date.now() + 600_000, limits };
    socket.say({ t: "welcome", re: id, d: { ...told, ...this.#middle.partsSince(this.hub, since) } });
  }

  #command(socket: HouseSocket, device: string, { id, d: { command, conditions = {}, target } }: Extract<DeviceMessage, { t: "cmd" }>) {
    const uris = urisOf(command, this.contexts);
    const refused = this.#carry(
      { type: "command", id, command, conditions, device, uris, terms, ...(target !== undefined && { target }) },
      () => socket.say({ t: "ack", re: id, d: { revision: this.#done.get(id) ?? 0 } }),
    );
    if (refused) socket.say({ t: "nack", re: id, d: refused });
  }

  #carry(incoming: Extract<Incoming, { type: "command" }>, acknowledge: () => void = () => undefined) {
    if (this.#done.has(incoming.id)) {
      acknowledge();
      return undefined;
    }
    const { hub, refusal, outgoing } = this.#middle.handle(this.hub, incoming, Date.now());
    this.hub = hub;
    if (refusal) return refusal;
    this.#done.set(incoming.id, hub.session.revision);
    acknowledge();
    for (const message of outgoing) this.#tell(message);
    return undefined;
  }

  take(incoming: Incoming): void {
    if (incoming.type === "report") this.reports.push(incoming);
    const { hub, outgoing } = this.#middle.handle(this.hub, incoming, Date.now());
    this.hub = hub;
    for (const message of outgoing) this.#tell(message);
  }

  #tell(message: Outgoing): void {
    for (const socket of this.sockets) {
      if (socket.device === undefined || (message.to !== "everyone" && message.to !== socket.device)) continue;
      if ("parts" in message) socket.say({ t: "state", d: { revision: message.revision, ...message.parts } });
      else if ("exec" in message) {
        const { id, ...exec } = message.exec;
        socket.say({ t: "exec", id, d: exec });
      } else if ("offer" in message) socket.say({ t: "transfer.offer", d: message.offer });
      else if ("commit" in message) socket.say({ t: "transfer.commit", d: message.commit });
    }
  }
}

export function openHouse(): House {
  return new House<Hub>(createHub(emptySession), { handle, partsSince });
}

/** Each of its people has one device, which is called like their account. */
export function openJam(jam: Jam): House<Jam> {
  return new House(jam, { handle: handleInJam, partsSince: partsSinceInJam, accountOf: (device) => device });
}

function urisOf(command: Extract<Incoming, { type: "command" }>["command"], contexts: ReadonlyMap<string, readonly string[]>) {
  return command.type === "play" ? (command.uris ?? contexts.get(command.context ?? "") ?? []) : [];
}
