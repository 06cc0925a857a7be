/**
 * A jam and its people's devices, from a seed: clocks that are wrong by up to an hour and run apart, a network that takes its time,
 * connections that break, devices that lead and vanish. What each of them sounds is simulated with its own audio clock.
 */
import { positionAt } from "../../domain/connect/anchor.ts";
import {
  clockRound,
  doubtOf,
  newRound,
  nextQuestion,
  offsetOf,
  unknownClock,
  withGreeting,
  withSample,
  type ClockEstimate,
} from "../../domain/connect/clock.ts";
import { aheadOf, correctionOf, placeAt } from "../../domain/connect/follow.ts";
import type { Incoming, Outgoing } from "../../domain/connect/hub.ts";
import { createJam, joined, type Jam } from "../../domain/connect/jam.ts";
import { handleInJam, partsSinceInJam, type JamParts } from "../../domain/connect/jam-hub.ts";
import { emptyQueue, playContext, type Entry } from "../../domain/connect/queue.ts";
import { commandTypes, type Command } from "../../domain/connect/schema.ts";
import { createRandom, type Random } from "./connect-simulation.ts";

type Sound = { uid: string; position: number; at: number; rate: number };

type SimulatedPlayer = {
  id: string;
  account: string;
  skew: number;
  /** Of its clock and of what it sounds by. */
  drift: number;
  connection: number;
  connected: boolean;
  revision: number | undefined;
  parts: Partial<JamParts>;
  before: Entry | undefined;
  clock: ClockEstimate;
  sound: Sound | undefined;
};

type Happening = { at: number; run: () => void };

const beginning = 1_700_000_000_000;
const trackMs = 41_000;
const troubleMs = 180_000;
const restMs = 45_000;
const uris = Array.from({ length: 60 }, (_, index) => `nearfield:track:${String(index).padStart(22, "0")}`);
const terms = { shuffleOnly: false, skipsAnHour: null };

export class JamSimulation {
  readonly #random: Random;
  readonly #players: SimulatedPlayer[];
  readonly #agenda: Happening[] = [];
  readonly #arrivals = new Map<string, number>();
  #now = beginning;
  #jam: Jam;
  #commands = 0;

  constructor(seed: number) {
    this.#random = createRandom(seed);
    const count = 2 + this.#random.below(7);
    const lent = {
      queue: playContext(emptyQueue, null, uris, 0, 0),
      anchor: { position_ms: 0, at: beginning, rate: 1 },
      speed: 1,
      skips: [],
      epoch: 1,
    };
    this.#jam = createJam({ id: "jam", host: { account: "account-0", name: "0" }, link: "link", lent, now: beginning });
    this.#players = Array.from({ length: count }, (_, index) => ({
      id: `player-${index}`,
      account: `account-${index % Math.max(2, count - 2)}`,
      skew: (this.#random.next() * 2 - 1) * 3_600_000,
      drift: (this.#random.next() * 2 - 1) * 200e-6,
      connection: 0,
      connected: false,
      revision: undefined,
      parts: {},
      before: undefined,
      clock: unknownClock,
      sound: undefined,
    }));
    for (const { account } of this.#players) this.#jam = joined(this.#jam, account, account, beginning) ?? this.#jam;
  }

  /** @returns how far each device's sound is from where the jam is, in milliseconds, and from one another, once it has come to rest */
  run(): { fromAnchor: number; apart: number; leaders: number } {
    for (const player of this.#players) {
      this.#after(this.#random.below(3000), () => this.#connect(player));
      this.#every(1000, () => this.#keepTime(player));
      this.#every(clockRound.againInJamMs, () => this.#sampleClock(player));
      this.#trouble(player);
    }
    const end = beginning + troubleMs;
    this.#drain(end);
    for (const player of this.#players) this.#connect(player);
    this.#after(5000, () => this.#command({ type: "resume" }));
    this.#drain(end + restMs);
    return this.#measure();
  }

  #after(ms: number, run: () => void): void {
    this.#agenda.push({ at: this.#now + ms, run });
  }

  #every(ms: number, run: () => void): void {
    this.#after(this.#random.below(ms), () => {
      run();
      this.#every(ms, run);
    });
  }

  #drain(until: number): void {
    for (;;) {
      const soonest = this.#agenda.reduce((first, other, index) => (other.at < (this.#agenda[first]?.at ?? 0) ? index : first), 0);
      const [next] = (this.#agenda[soonest]?.at ?? Infinity) <= until ? this.#agenda.splice(soonest, 1) : [];
      this.#now = next?.at ?? until;
      if (!next) return;
      next.run();
    }
  }

  #travel({ id, connection }: SimulatedPlayer, direction: "up" | "down", arrive: () => void): void {
    const key = `${id} ${direction} ${connection}`;
    const takes = 5 + this.#random.below(this.#random.chance(0.03) ? 2000 : 90);
    const at = Math.max(this.#arrivals.get(key) ?? 0, this.#now + takes);
    this.#arrivals.set(key, at);
    this.#after(at - this.#now, () => {
      const player = this.#players.find((other) => other.id === id);
      if (player?.connected && player.connection === connection) arrive();
    });
  }

  #clockOf({ skew, drift }: SimulatedPlayer): number {
    return this.#now + skew + (this.#now - beginning) * drift;
  }

  #serverTime(player: SimulatedPlayer): number | undefined {
    const offset = offsetOf(player.clock);
    return offset === undefined ? undefined : this.#clockOf(player) + offset;
  }

  #connect(player: SimulatedPlayer): void {
    if (player.connected) return;
    player.connected = true;
    player.connection += 1;
    const { revision: since, id, account } = player;
    this.#travel(player, "up", () => {
      const roles = ["player" as const];
      const device = {
        id,
        name: id,
        kind: "speaker" as const,
        roles,
        commands: [...commandTypes],
        formats: [],
        volume_steps: 100,
        account,
      };
      const outgoing = this.#take({ type: "hello", device });
      const { revision } = this.#jam.session;
      const parts = partsSinceInJam(this.#jam, since);
      const server = Math.floor(this.#now);
      this.#travel(player, "down", () => {
        player.clock = withGreeting(player.clock, { server, received: this.#clockOf(player) });
        this.#askTime(player);
        this.#learn(player, parts, revision);
      });
      this.#tell(outgoing, player);
    });
  }

  #sampleClock(player: SimulatedPlayer): void {
    player.clock = newRound(player.clock);
    this.#askTime(player);
  }

  #askTime(player: SimulatedPlayer): void {
    const sent = this.#clockOf(player);
    this.#travel(player, "up", () => {
      const server = Math.floor(this.#now);
      this.#travel(player, "down", () => {
        player.clock = withSample(player.clock, { sent, server, received: this.#clockOf(player) });
        const next = nextQuestion(player.clock);
        if (next !== undefined) this.#after(next, () => this.#askTime(player));
      });
    });
  }

  #trouble(player: SimulatedPlayer): void {
    this.#after(2000 + this.#random.below(20_000), () => {
      if (this.#now > beginning + troubleMs - 5000) return;
      if (!player.connected) this.#connect(player);
      else if (this.#random.chance(0.4)) this.#lose(player);
      else this.#command(this.#anyCommand());
      this.#trouble(player);
    });
  }

  #lose(player: SimulatedPlayer): void {
    player.connected = false;
    const { connection } = player;
    this.#after(this.#random.below(3000), () => {
      if (!player.connected && player.connection === connection) this.#tell(this.#take({ type: "gone", device: player.id }));
    });
  }

  #anyCommand(): Command {
    const commands: Command[] = [
      { type: "pause" },
      { type: "resume" },
      { type: "next" },
      { type: "previous" },
      { type: "seek", position_ms: this.#random.below(trackMs) },
      { type: "queue.add", uris: [uris[this.#random.below(uris.length)] ?? ""] },
    ];
    return commands[this.#random.below(commands.length)] ?? { type: "resume" };
  }

  /** By the host, whichever device of theirs is there. */
  #command(command: Command): void {
    const device = this.#jam.session.devices.find(({ account, online }) => online && account === "account-0")?.id ?? null;
    if (device === null) return;
    this.#commands += 1;
    this.#tell(
      this.#take({ type: "command", id: `command-${this.#commands}`, command, conditions: {}, device, account: "account-0", uris, terms }),
    );
  }

  #take(incoming: Incoming): Outgoing[] {
    const { hub, outgoing } = handleInJam(this.#jam, incoming, this.#now);
    this.#jam = hub;
    return outgoing;
  }

  #tell(outgoing: readonly Outgoing[], except?: SimulatedPlayer): void {
    for (const message of outgoing) {
      if (!("parts" in message)) continue;
      for (const player of this.#players) {
        const { revision, parts } = message;
        if (player !== except && player.connected && player.revision !== undefined)
          this.#travel(player, "down", () => this.#learn(player, parts, revision));
      }
    }
  }

  #learn(player: SimulatedPlayer, parts: Partial<JamParts>, revision: number): void {
    // Until now it went by what it knew.
    player.sound = this.#heard(player);
    player.revision = revision;
    const current = player.parts.queue?.current;
    if (current && parts.queue && parts.queue.current?.uid !== current.uid) player.before = current;
    player.parts = { ...player.parts, ...parts };
    this.#keepTime(player);
  }

  /** What it sounds runs by its own clock, and goes on into the next track by itself. */
  #heard({ sound, drift, parts }: SimulatedPlayer): Sound | undefined {
    if (!sound) return undefined;
    let { uid, position } = sound;
    position += (this.#now - sound.at) * sound.rate * (1 + drift);
    for (const { uid: following } of parts.queue?.next ?? []) {
      if (position < trackMs) break;
      position -= trackMs;
      uid = following;
    }
    return { ...sound, uid, position, at: this.#now };
  }

  #keepTime(player: SimulatedPlayer): void {
    const { state, queue } = player.parts;
    const server = this.#serverTime(player);
    if (!state || !queue || server === undefined) return;
    const told = { ...queue, anchor: state.anchor, before: player.before };
    const place = placeAt(told, () => trackMs, server);
    const heard = this.#heard(player);
    player.sound = heard;
    if (!place || !state.playing) player.sound = undefined;
    else {
      const ahead = heard && aheadOf(told, () => trackMs, { uid: heard.uid, position_ms: heard.position }, server);
      const doubt = doubtOf(player.clock, this.#clockOf(player));
      const correction = ahead === undefined ? ({ kind: "leap" } as const) : correctionOf(ahead, doubt);
      if (correction.kind === "leap") this.#leap(player, place);
      if (correction.kind === "bend" && heard) {
        player.sound = { ...heard, rate: correction.rate };
        this.#after(Math.min(900, correction.ms), () => this.#straighten(player));
      }
    }
    this.#reportJoin(player);
  }

  #straighten(player: SimulatedPlayer): void {
    const heard = this.#heard(player);
    player.sound = heard && { ...heard, rate: 1 };
  }

  /** Nobody knows beforehand how long a device takes to sound. */
  #leap(player: SimulatedPlayer, { uid, position_ms: position }: { uid: string; position_ms: number }): void {
    player.sound = { uid, position: position - this.#random.below(120), at: this.#now, rate: 1 };
  }

  /** Whoever leads tells of joins, as its engine and its clock have them. */
  #reportJoin(player: SimulatedPlayer): void {
    const { state, queue } = player.parts;
    const at = this.#serverTime(player);
    const { sound } = player;
    if (!player.connected || state?.active !== player.id || !sound || at === undefined || sound.uid === queue?.current?.uid) return;
    const { epoch, asked } = state;
    const report = { epoch, asked, uid: sound.uid, status: "playing" as const, position_ms: sound.position, at: Math.round(at) };
    this.#travel(player, "up", () => this.#tell(this.#take({ type: "report", device: player.id, report })));
  }

  #measure(): ReturnType<JamSimulation["run"]> {
    const { queue, anchor, epoch } = this.#jam.session;
    const entries = partsSinceInJam(this.#jam, undefined).queue;
    const order = [queue.current, ...(entries?.next ?? [])].map((entry) => entry?.uid);
    const places = this.#players.map((player) => {
      const heard = this.#heard(player);
      // Where it is on one line through all tracks.
      return heard ? heard.position + order.indexOf(heard.uid) * trackMs : Number.NaN;
    });
    const truth = positionAt(anchor, this.#now);
    const off = places.map((place) => Math.abs(place - truth));
    return { fromAnchor: Math.max(...off), apart: Math.max(...places) - Math.min(...places), leaders: epoch };
  }
}
