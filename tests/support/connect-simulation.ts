/**
 * A session and its devices on a bad network, from a seed: connections that break, answers that get lost, commands sent twice, a
 * server that dies between storing and telling, clocks that are wrong. Time is simulated; a run is the same on every machine.
 */
import { positionAt } from "../../domain/connect/anchor.ts";
import { errorOf, offsetOf, unknownClock, withSample, type ClockEstimate } from "../../domain/connect/clock.ts";
import { createHub, handle, partsOf, partsSince, type Hub, type Incoming, type Outgoing, type Parts } from "../../domain/connect/hub.ts";
import { commandTypes, type Command, type Report } from "../../domain/connect/schema.ts";
import { emptySession, type Session } from "../../domain/connect/session.ts";

export type Random = { next(): number; below(limit: number): number; chance(probability: number): boolean };

export function createRandom(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return { next, below: (limit) => Math.floor(next() * limit), chance: (probability) => next() < probability };
}

type PendingCommand = { id: string; command: Command };

/** One device: what it holds, and its own idea of the time. */
type SimulatedDevice = {
  id: string;
  skew: number;
  drift: number;
  /** Counts connections; what was sent on an earlier one does not arrive. */
  connection: number;
  connected: boolean;
  /** The connection on which the server knows it: before its hello it is told nothing. */
  greeted: number;
  revision: number | undefined;
  parts: Partial<Parts>;
  clock: ClockEstimate;
  pending: PendingCommand[];
  commands: number;
  /** Whether it can be called while it is away. */
  wakeable: boolean;
  /** The entry whose end it has planned for. */
  planned: string | undefined;
};

type Happening = { at: number; run: () => void };

const uris = Array.from({ length: 12 }, (_, index) => `nearfield:track:${String(index).padStart(22, "0")}`);
const beginning = 1_700_000_000_000;
const troubleLasts = 240_000;
const terms = { shuffleOnly: false, skipsAnHour: null };

export class ConnectSimulation {
  readonly #random: Random;
  readonly #devices: SimulatedDevice[];
  readonly #agenda: Happening[] = [];
  readonly #faults: string[] = [];
  #now = beginning;
  #order = 0;
  #hub: Hub = createHub(emptySession);
  /** Ids of commands that were done, with their revisions: stored with the session. */
  readonly #done = new Map<string, number>();
  readonly #owners = new Map<number, string | null>();
  #applied = 0;
  /** The revision in which somebody's command moved playback last. */
  #movedIn = 0;

  /** @param options.sleepers some devices can be called while they are away, and most of them come then */
  constructor(seed: number, { sleepers = false }: { sleepers?: boolean } = {}) {
    this.#random = createRandom(seed);
    this.#devices = Array.from({ length: 2 + this.#random.below(7) }, (_, index) => ({
      id: `device-${index}`,
      skew: (this.#random.next() * 2 - 1) * 3_600_000,
      drift: (this.#random.next() * 2 - 1) * 200e-6,
      connection: 0,
      connected: false,
      greeted: 0,
      revision: undefined,
      parts: {},
      clock: unknownClock,
      pending: [],
      commands: 0,
      planned: undefined,
      wakeable: sleepers && index % 2 === 1,
    }));
  }

  /** @returns what went wrong; empty when nothing did */
  run(): string[] {
    for (const device of this.#devices) this.#after(this.#random.below(2000), () => this.#connect(device));
    for (const device of this.#devices) this.#trouble(device);
    this.#after(1000, () => this.#crashSometimes());
    this.#drain();
    // At rest: everybody is connected, and nothing is on its way.
    for (const device of this.#devices) if (!device.connected) this.#connect(device);
    this.#drain();
    this.#compare();
    return this.#faults;
  }

  get commandsApplied(): number {
    return this.#applied;
  }

  get #isTroubled(): boolean {
    return this.#now < beginning + troubleLasts;
  }

  /** Kept in order, soonest last. */
  #after(ms: number, run: () => void): void {
    const at = this.#now + ms;
    this.#order += 1;
    let [low, high] = [0, this.#agenda.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#agenda[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#agenda.splice(low, 0, { at, run });
    if (this.#order > 60_000) throw new Error("the simulation does not come to rest");
  }

  #drain(): void {
    let next: Happening | undefined;
    while ((next = this.#agenda.pop())) {
      this.#now = next.at;
      next.run();
    }
  }

  /** Messages of one connection keep their order, and end with it. */
  readonly #lastArrival = new Map<string, number>();
  #travel(device: SimulatedDevice, direction: "up" | "down", arrive: () => void): void {
    const { connection, id } = device;
    const key = `${id} ${direction} ${connection}`;
    const at = Math.max(this.#lastArrival.get(key) ?? 0, this.#now + 5 + this.#random.below(this.#random.chance(0.05) ? 3000 : 120));
    this.#lastArrival.set(key, at);
    this.#after(at - this.#now, () => {
      if (device.connected && device.connection === connection) arrive();
    });
  }

  #connect(device: SimulatedDevice): void {
    if (device.connected) return;
    device.connected = true;
    device.connection += 1;
    const since = device.revision;
    this.#travel(device, "up", () => {
      const description = {
        id: device.id,
        name: device.id,
        kind: "speaker" as const,
        roles: ["player" as const],
        commands: [...commandTypes],
      };
      this.#receive({ type: "hello", device: { ...description, formats: [], volume_steps: 100, wakeable: device.wakeable } });
      const parts = partsSince(this.#hub, since);
      const { revision } = this.#hub.session;
      this.#travel(device, "down", () => this.#learn(device, parts, revision));
      // Not before: had it heard of this hello's own change alone, it would not ask for what came before that.
      device.greeted = device.connection;
    });
    for (let sample = 0; sample < 3; sample++) this.#askTime(device);
    for (const pending of device.pending) this.#sendCommand(device, pending);
  }

  #askTime(device: SimulatedDevice): void {
    const sent = this.#clockOf(device);
    this.#travel(device, "up", () => {
      const server = this.#now;
      this.#travel(device, "down", () => {
        device.clock = withSample(device.clock, { sent, server, received: this.#clockOf(device) });
      });
    });
  }

  #clockOf({ skew, drift }: SimulatedDevice): number {
    return this.#now + skew + (this.#now - beginning) * drift;
  }

  #disconnect(device: SimulatedDevice): void {
    if (!device.connected) return;
    device.connected = false;
    const { connection } = device;
    // The server finds out later; a device that has come back by then is not gone.
    this.#after(this.#random.below(4000), () => {
      if (!device.connected && device.connection === connection) this.#receive({ type: "gone", device: device.id });
    });
  }

  #trouble(device: SimulatedDevice): void {
    this.#after(500 + this.#random.below(9000), () => {
      if (!this.#isTroubled) return;
      if (!device.connected) this.#connect(device);
      else if (this.#random.chance(0.25)) this.#disconnect(device);
      else this.#command(device);
      this.#trouble(device);
    });
  }

  #command(device: SimulatedDevice): void {
    device.commands += 1;
    const pending = { id: `${device.id}-${device.commands}`, command: this.#anyCommand() };
    device.pending.push(pending);
    this.#sendCommand(device, pending);
    if (this.#random.chance(0.2)) this.#sendCommand(device, pending);
  }

  #anyCommand(): Command {
    const target = `device-${this.#random.below(this.#devices.length)}`;
    const commands: Command[] = [
      { type: "play", uris },
      { type: "play", uris, offset: { position: this.#random.below(uris.length) } },
      { type: "pause" },
      { type: "resume" },
      { type: "seek", position_ms: this.#random.below(20_000) },
      { type: "next" },
      { type: "previous" },
      { type: "shuffle", on: this.#random.chance(0.5) },
      { type: "repeat", mode: this.#random.chance(0.5) ? "context" : "off" },
      { type: "queue.add", uris: [uris[this.#random.below(uris.length)] ?? ""] },
      { type: "transfer", device: target },
      { type: "transfer", device: target, play: true },
      { type: "volume", percent: this.#random.below(101) },
    ];
    return commands[this.#random.below(commands.length)] ?? { type: "pause" };
  }

  #sendCommand(device: SimulatedDevice, { id, command }: PendingCommand): void {
    this.#travel(device, "up", () => {
      if (!this.#done.has(id)) {
        const before = this.#hub.session;
        this.#receive({ type: "command", id, command, conditions: {}, device: device.id, uris, terms });
        if (this.#hub.session !== before) this.#applied += 1;
      }
      this.#travel(device, "down", () => {
        device.pending = device.pending.filter((other) => other.id !== id);
      });
    });
  }

  /** As the object does: stores, then tells; sometimes it dies in between. */
  #receive(incoming: Incoming): void {
    const { hub, outgoing, refusal } = handle(this.#hub, incoming, this.#now);
    if (hub.session.revision < this.#hub.session.revision) this.#faults.push("the revision went back");
    const { epoch, active } = hub.session;
    if (this.#owners.has(epoch) && this.#owners.get(epoch) !== active) this.#faults.push(`epoch ${epoch} has two active devices`);
    this.#owners.set(epoch, active);
    if (incoming.type === "command" && !refusal) {
      if (this.#done.has(incoming.id)) this.#faults.push(`${incoming.id} was done twice`);
      this.#done.set(incoming.id, hub.session.revision);
    }
    const isMoved = movesPlayback(this.#hub.session, hub.session);
    if (isMoved && (incoming.type === "command" || incoming.type === "hello")) this.#movedIn = hub.session.revision;
    this.#hub = hub;
    if (this.#isTroubled && this.#random.chance(0.01)) this.#crash();
    else for (const message of outgoing) this.#tell(message);
  }

  #crashSometimes(): void {
    this.#after(this.#random.below(60_000), () => {
      if (!this.#isTroubled) return;
      this.#crash();
      this.#crashSometimes();
    });
  }

  #crash(): void {
    for (const device of this.#devices) {
      this.#disconnect(device);
      this.#after(this.#random.below(3000), () => this.#connect(device));
    }
  }

  #tell(message: Outgoing): void {
    if ("call" in message) return this.#call(message.to);
    const receivers = this.#devices.filter(
      ({ id, connected, greeted, connection }) => connected && greeted === connection && (message.to === "everyone" || message.to === id),
    );
    for (const device of receivers) this.#travel(device, "down", () => this.#hear(device, message));
  }

  /** Two in three come in time; one in ten of the others can't be called any more. */
  #call(id: string): void {
    const device = this.#devices.find((other) => other.id === id);
    if (!device?.wakeable) this.#faults.push(`${id} was called, and can't be`);
    else if (this.#random.chance(0.67)) this.#after(200 + this.#random.below(59_000), () => this.#connect(device));
    else if (this.#random.chance(0.1)) this.#after(this.#random.below(5000), () => this.#receive({ type: "unreachable", device: id }));
  }

  #hear(device: SimulatedDevice, message: Outgoing): void {
    if ("parts" in message) this.#learn(device, message.parts, message.revision);
    else if ("offer" in message) {
      // One in five never gets the music together.
      const { transfer } = message.offer;
      if (!this.#random.chance(0.2)) this.#after(this.#random.below(4000), () => this.#sendReady(device, transfer));
    }
  }

  #sendReady(device: SimulatedDevice, transfer: string): void {
    this.#travel(device, "up", () => this.#receive({ type: "ready", device: device.id, transfer }));
  }

  #learn(device: SimulatedDevice, parts: Partial<Parts>, revision: number): void {
    if (device.revision !== undefined && revision < device.revision) this.#faults.push(`${device.id} heard of the past`);
    device.revision = revision;
    device.parts = { ...device.parts, ...parts };
    this.#planEnd(device);
  }

  /** The device that plays tells when its track came to an end, or where it is. */
  #planEnd(device: SimulatedDevice): void {
    const { state, queue } = device.parts;
    const current = queue?.current?.uid;
    if (!state?.playing || state.active !== device.id || !current || !this.#isTroubled) return;
    const plan = `${state.epoch} ${current} ${state.anchor.at}`;
    if (device.planned === plan) return;
    device.planned = plan;
    const { epoch } = state;
    const status = this.#random.chance(0.6) ? "ended" : this.#random.chance(0.8) ? "playing" : "failed";
    // Every other one that plays has joined the next track already.
    const [next] = status === "playing" && state.anchor.at % 2 === 0 ? queue.next : [];
    const uid = next?.uid ?? current;
    this.#after(2000 + this.#random.below(12_000), () => {
      if (!device.connected || device.planned !== plan) return;
      const at = Math.round(this.#clockOf(device) + (offsetOf(device.clock) ?? 0));
      const position_ms = Math.max(0, positionAt(state.anchor, at));
      const held = device.revision ?? 0;
      const report: Report = { epoch, asked: state.asked, uid, status, position_ms, at };
      this.#travel(device, "up", () => {
        const before = this.#hub.session;
        this.#receive({ type: "report", device: device.id, report });
        const { session } = this.#hub;
        const isMoved = movesPlayback(before, session) && session.epoch === before.epoch;
        if (isMoved && held < this.#movedIn) this.#faults.push(`${device.id} undid with "${status}" what was asked meanwhile`);
      });
    });
  }

  #compare(): void {
    const parts = partsOf(this.#hub.session);
    const contents = ({ state, queue, devices }: Partial<Parts>) => JSON.stringify([state, queue, devices]);
    for (const device of this.#devices) {
      if (contents(device.parts) !== contents(parts)) this.#faults.push(`${device.id} ends with something else`);
      if (device.pending.length > 0) this.#faults.push(`${device.id} was never answered`);
      const local = this.#clockOf(device);
      const off = Math.abs(local + (offsetOf(device.clock) ?? Number.NaN) - this.#now);
      if (!(off <= errorOf(device.clock, local))) this.#faults.push(`${device.id} is ${off} ms off`);
    }
  }
}

function movesPlayback(before: Session, after: Session): boolean {
  return before.anchor !== after.anchor || before.queue.current !== after.queue.current;
}
