/** The device at the other end of the real session: what becomes of both. */
import { expect, test } from "vitest";
import { deviceMessageSchema, type DeviceMessage, type ServerMessage } from "../../../contracts/connect.ts";
import { createHub, handle, partsSince, type Hub, type Incoming, type Outgoing } from "../../../domain/connect/hub.ts";
import { contextUid } from "../../../domain/connect/queue.ts";
import { commandTypes, type Command, type Report } from "../../../domain/connect/schema.ts";
import { emptySession, isPlaying, positionOf } from "../../../domain/connect/session.ts";
import type { Entry, PlayerEvent } from "../player.ts";
import { react } from "./react.ts";
import { createDevice, type DeviceEvent, type DeviceState, type Effect } from "./state.ts";

const uris = ["a", "b", "c", "d"].map((name) => `nearfield:track:${name.repeat(22)}`);
const terms = { shuffleOnly: false, skipsAnHour: null };

/** One device with a player that begins at once, and the session; the connection between them can be cut. */
class World {
  now = 1_700_000_000_000;
  hub: Hub = createHub(emptySession);
  device: DeviceState = createDevice("speaker-1");
  isConnected = false;
  refusals: string[] = [];
  /** What sounds. */
  sounding: { entry: Entry; position_ms: number; at: number } | null = null;
  next: Entry | null = null;
  percent = 100;
  /** What begins and ends at agreed moments. */
  agreed: Effect[] = [];
  /** What is to be at hand for a transfer; it is at once, unless that takes long. */
  prepared: Entry[] = [];
  isSlow = false;
  /** Messages that are on their way, while that takes long. */
  held: ServerMessage[] | null = null;
  #commands = 0;
  readonly #waiting: (() => void)[] = [];

  constructor() {
    for (const id of ["other-one", this.device.id]) this.#receive({ type: "hello", device: { ...described, id, name: id } });
    this.connect();
  }

  connect(): void {
    this.isConnected = true;
    const since = this.device.session?.revision;
    this.#receive({ type: "hello", device: { ...described, id: this.device.id, name: "speaker" } }, false);
    const { revision } = this.hub.session;
    const limits = { message_bytes: 0, messages_per_second: 0, silence_ms: 0, seen_every: 0 };
    const d = { session: "", revision, server_time: this.now, expires_at: 0, limits, ...partsSince(this.hub, since) };
    this.#hear({ v: 1, t: "welcome", re: "0123456789abcdef", d });
  }

  disconnect(): void {
    this.isConnected = false;
    this.#receive({ type: "gone", device: this.device.id });
  }

  command(command: Command, target?: string): void {
    this.#commands += 1;
    const id = `command-${this.#commands}`.padEnd(16, "-");
    this.#receive({ type: "command", id, command, conditions: {}, device: null, uris, terms, ...(target && { target }) });
  }

  /** Of the context's tracks. */
  uid(index: number): string {
    return contextUid(this.hub.session.queue.name, index);
  }

  otherReports(report: Partial<Report>): void {
    const { epoch } = this.hub.session;
    const whole: Report = { epoch, uid: "", status: "playing", position_ms: 0, at: this.now, ...report };
    this.#receive({ type: "report", device: "other-one", report: whole });
  }

  /** All that was on its way arrives, in its order. */
  release(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const message of held) this.#hear(message);
  }

  otherIsReady(): void {
    this.#receive({ type: "ready", device: "other-one", transfer: this.hub.session.transfer?.id ?? "" });
  }

  /** The track is over: the next one sounds. */
  join(): void {
    const entry = this.next;
    this.next = null;
    if (entry) this.#play(entry, 0);
    else this.player("ended");
  }

  player(type: PlayerEvent["type"], entry = this.sounding?.entry ?? { uid: "", uri: "" }, position_ms = this.position): void {
    if (type !== "playing") this.sounding = null;
    this.event({ type: "player", event: { type, entry, position_ms, at: this.now } });
  }

  get position(): number {
    return this.sounding ? this.sounding.position_ms + this.now - this.sounding.at : 0;
  }

  event(event: DeviceEvent): void {
    this.#inTurn(() => {
      const { device, effects } = react(this.device, event, this.now);
      this.device = device;
      for (const effect of effects) this.#carryOut(effect);
    });
  }

  /** One thing happens after the other, whatever comes of it. */
  #inTurn(happening: () => void): void {
    this.#waiting.push(happening);
    if (this.#waiting.length > 1) return;
    for (; this.#waiting.length > 0; this.#waiting.shift()) this.#waiting[0]?.();
  }

  #carryOut(effect: Effect): void {
    if (effect.do === "send" && this.isConnected) this.#say(effect.message);
    else if (effect.do === "follow") this.next = effect.entry;
    else if (effect.do === "volume") this.percent = effect.percent;
    else if ("at" in effect && effect.at !== undefined) this.agreed.push(effect);
    else if (effect.do === "start" && effect.playing) this.#play(effect.entry, effect.position_ms);
    else if (effect.do === "start") this.#stand(effect.entry, effect.position_ms);
    else if (effect.do === "pause" && this.sounding) this.#stand(this.sounding.entry, this.position);
    else if (effect.do === "resume" && this.device.playing) this.#play(this.device.playing.entry, this.device.playing.position_ms);
    else if (effect.do === "stop") this.sounding = null;
    else if (effect.do === "prepare") this.#prepare(effect.entry);
  }

  #prepare(entry: Entry): void {
    this.prepared.push(entry);
    if (!this.isSlow) this.event({ type: "prepared", entry, isThere: true });
  }

  #play(entry: Entry, position_ms: number): void {
    this.sounding = { entry, position_ms, at: this.now };
    this.event({ type: "player", event: { type: "playing", entry, position_ms, at: this.now } });
  }

  #stand(entry: Entry, position_ms: number): void {
    this.sounding = null;
    this.event({ type: "player", event: { type: "paused", entry, position_ms, at: this.now } });
  }

  #say(message: DeviceMessage): void {
    const { id: device } = this.device;
    expect(deviceMessageSchema.safeParse(message).error).toBeUndefined();
    if (message.t === "report") this.#receive({ type: "report", device, report: message.d });
    if (message.t === "transfer.ready") this.#receive({ type: "ready", device, transfer: message.d.transfer });
    if (message.t === "exec.fail") this.#receive({ type: "exec.fail", device, re: message.re });
  }

  #receive(incoming: Incoming, tells = true): void {
    const { hub, outgoing, refusal } = handle(this.hub, incoming, this.now);
    this.hub = hub;
    if (refusal) this.refusals.push(refusal.code);
    if (tells && this.isConnected) this.#inTurn(() => this.#tell(outgoing));
    if (refusal && incoming.type === "report") this.#hear({ v: 1, t: "error", d: { code: refusal.code, message: refusal.message } });
  }

  #tell(outgoing: readonly Outgoing[]): void {
    for (const message of outgoing) {
      if (message.to !== "everyone" && message.to !== this.device.id) continue;
      if ("parts" in message) this.#hear({ v: 1, t: "state", d: { revision: message.revision, ...message.parts } });
      else if ("exec" in message) {
        const { id, queue, ...exec } = message.exec;
        const isTold = this.hub.partRevisions.queue <= (this.device.session?.revision ?? -1);
        this.#hear({ v: 1, t: "exec", id, d: { ...exec, ...(!isTold && { queue }) } });
      } else if ("offer" in message) this.#hear({ v: 1, t: "transfer.offer", d: message.offer });
      else if ("commit" in message) this.#hear({ v: 1, t: "transfer.commit", d: message.commit });
    }
  }

  /** As it comes over the wire: nothing that is held by both. */
  #hear(message: ServerMessage): void {
    if (this.held) this.held.push(message);
    else this.event({ type: "message", message: structuredClone(message) });
  }
}

const described = {
  kind: "speaker" as const,
  roles: ["player" as const],
  commands: [...commandTypes],
  formats: [],
  volume_steps: 100,
};

function playingWorld(): World {
  const world = new World();
  world.command({ type: "play", uris }, world.device.id);
  return world;
}

test("it plays what it is asked to, and goes on to the next track before anybody says so", () => {
  const world = playingWorld();
  expect(world.sounding).toMatchObject({ entry: { uri: uris[0] }, position_ms: 0 });
  world.now += 60_000;
  world.join();
  expect(world.hub.session.queue.current?.uri).toBe(uris[1]);
  expect([positionOf(world.hub.session, world.now), world.refusals]).toEqual([0, []]);
  expect(world.next?.uri).toBe(uris[2]);
});

test("pause, seek, volume and what comes next are as others want them", () => {
  const world = playingWorld();
  world.now += 5000;
  world.command({ type: "pause" });
  expect([world.sounding, isPlaying(world.hub.session)]).toEqual([null, false]);
  world.command({ type: "seek", position_ms: 30_000 });
  world.command({ type: "resume" });
  expect(world.sounding).toMatchObject({ position_ms: 30_000 });
  world.command({ type: "queue.add", uris: [uris[3] ?? ""] });
  expect(world.next?.uri).toBe(uris[3]);
  world.command({ type: "volume", percent: 30 });
  expect([world.percent, world.position]).toEqual([30, 30_000]);
  world.command({ type: "repeat", mode: "track" });
  expect(world.next).toEqual(world.sounding?.entry);
});

test("what was played while nobody could hear of it is told afterwards", () => {
  const world = playingWorld();
  world.disconnect();
  for (let track = 0; track < 2; track++) {
    world.now += 30_000;
    world.join();
  }
  world.now += 7000;
  world.connect();
  expect(world.hub.session.queue.current?.uri).toBe(uris[2]);
  expect([positionOf(world.hub.session, world.now), world.position, world.refusals]).toEqual([7000, 7000, []]);
});

test("who was away for longer than the session waits falls silent, and does not take the playback back", () => {
  const world = playingWorld();
  world.disconnect();
  world.now += 91_000;
  world.connect();
  expect([world.sounding, world.hub.session.active]).toEqual([null, null]);
});

test("what was asked while the connection broke is done when it is back", () => {
  const world = playingWorld();
  world.now += 5000;
  // Said to a socket that is dead already: nobody knows yet.
  world.isConnected = false;
  world.command({ type: "next" });
  world.command({ type: "pause" });
  world.connect();
  expect([world.sounding, isPlaying(world.hub.session), world.device.playing?.entry.uri]).toEqual([null, false, uris[1]]);
});

test.each([
  [{ type: "pause" } as const, { sounds: false, position: 5000 }],
  [{ type: "seek", position_ms: 90_000 } as const, { sounds: true, position: 90_000 }],
])("%o is done afterwards, too", (command, { sounds, position }) => {
  const world = playingWorld();
  world.now += 5000;
  world.isConnected = false;
  world.command(command);
  world.connect();
  expect([world.sounding !== null, isPlaying(world.hub.session)]).toEqual([sounds, sounds]);
  expect(positionOf(world.hub.session, world.now)).toBe(position);
});

test("what is asked while a track comes to its end is done in the track that it was asked of", () => {
  const world = playingWorld();
  world.now += 60_000;
  world.held = [];
  world.command({ type: "seek", position_ms: 5000 });
  world.join();
  expect(world.hub.session.queue.current?.uri).toBe(uris[0]);
  world.release();
  expect([world.sounding, world.refusals]).toMatchObject([{ entry: { uri: uris[0] }, position_ms: 5000 }, []]);
  expect(world.hub.session).toMatchObject({ queue: { current: { uri: uris[0] } }, anchor: { position_ms: 5000, rate: 1 } });
});

test("another device that plays takes the sound from it at once", () => {
  const world = playingWorld();
  world.command({ type: "play", uris }, "other-one");
  expect([world.sounding, world.agreed]).toEqual([null, []]);
});

test("before playback moves on, the session knows to the millisecond where it is", () => {
  const world = playingWorld();
  world.now += 200;
  // It took as long until it was heard, which is no news yet.
  world.player("playing", undefined, 0);
  expect(positionOf(world.hub.session, world.now)).toBe(200);
  world.now += 5000;
  world.command({ type: "transfer", device: "other-one" });
  expect(positionOf(world.hub.session, world.now)).toBe(5000);
});

test("the music for a transfer is that of the track that plays by then", () => {
  const world = new World();
  world.isSlow = true;
  world.command({ type: "play", uris }, "other-one");
  world.command({ type: "transfer", device: world.device.id });
  world.now += 1000;
  world.otherReports({ uid: world.uid(1) });
  expect(world.prepared.map(({ uri }) => uri)).toEqual(uris.slice(0, 2));
  world.event({ type: "prepared", entry: world.prepared[0] ?? { uid: "", uri: "" }, isThere: true });
  expect(world.hub.session.transfer).not.toBeNull();
  world.event({ type: "prepared", entry: world.prepared[1] ?? { uid: "", uri: "" }, isThere: true });
  expect(world.agreed).toMatchObject([{ do: "start", entry: { uri: uris[1] } }]);
});

test("a transfer that can't be taken is given back", () => {
  const world = new World();
  world.isSlow = true;
  world.command({ type: "play", uris }, "other-one");
  world.command({ type: "transfer", device: world.device.id });
  world.event({ type: "prepared", entry: world.prepared[0] ?? { uid: "", uri: "" }, isThere: false });
  expect([world.hub.session.transfer, world.hub.session.active, world.device.offer]).toEqual([null, "other-one", null]);
});

test("what it joined though something else was to come is not believed, and it follows the session", () => {
  const world = playingWorld();
  world.now += 60_000;
  world.held = [];
  world.command({ type: "queue.add", uris: [uris[3] ?? ""] });
  world.join();
  world.release();
  expect(world.refusals).toEqual(["CONFLICT"]);
  expect(world.sounding?.entry.uri).toBe(uris[0]);
  world.join();
  expect(world.sounding?.entry.uri).toBe(uris[3]);
});

test("what others ask while its report is on its way does not take it back", () => {
  const world = playingWorld();
  world.now += 60_000;
  world.held = [];
  world.command({ type: "repeat", mode: "context" });
  world.join();
  world.release();
  expect([world.sounding, world.refusals]).toMatchObject([{ entry: { uri: uris[1] }, position_ms: 0 }, []]);
  expect(world.hub.session.queue.current?.uri).toBe(uris[1]);
});

test("switched on again, it says where it stands and waits to be told", () => {
  const world = playingWorld();
  world.now += 20_000;
  world.disconnect();
  world.device = createDevice(world.device.id);
  world.sounding = null;
  world.connect();
  expect([world.sounding, isPlaying(world.hub.session), positionOf(world.hub.session, world.now)]).toEqual([null, false, 20_000]);
  world.command({ type: "resume" });
  expect(world.sounding).toMatchObject({ entry: { uri: uris[0] }, position_ms: 20_000 });
});

test("handed over, it is silent from the agreed moment on, and says no more", () => {
  const world = playingWorld();
  world.now += 10_000;
  world.command({ type: "transfer", device: "other-one" });
  expect(world.sounding).not.toBeNull();
  world.otherIsReady();
  expect([world.hub.session.active, world.device.playing]).toEqual(["other-one", null]);
  expect(world.agreed).toEqual([{ do: "stop", at: world.now + 400 }]);
  // Until then it sounds.
  expect(world.sounding).not.toBeNull();
  world.player("playing", { uid: world.uid(1), uri: uris[1] ?? "" });
  expect(world.refusals).toEqual([]);
});

test("taking over, it begins at the agreed moment where the other one stops; or stands still there, if that is wanted", () => {
  for (const play of [undefined, false]) {
    const world = new World();
    world.command({ type: "play", uris }, "other-one");
    world.now += 10_000;
    world.command({ type: "transfer", device: world.device.id, ...(play !== undefined && { play }) });
    const [commit] = world.agreed;
    expect(commit).toMatchObject({ entry: { uri: uris[0] }, at: world.now + 400, position_ms: 10_400 });
    expect([world.device.playing?.status, isPlaying(world.hub.session)]).toEqual(play === false ? ["paused", false] : ["loading", true]);
  }
});

test("tracks that can't be had are passed over, and the end of all is the end", () => {
  const world = playingWorld();
  world.player("failed");
  expect(world.sounding?.entry.uri).toBe(uris[1]);
  // The next one failed before it began: nothing of it was heard.
  world.player("failed", { uid: world.uid(2), uri: uris[2] ?? "" });
  expect(world.sounding?.entry.uri).toBe(uris[3]);
  world.join();
  expect([world.hub.session.queue.current, world.sounding, world.refusals]).toEqual([null, null, []]);
});
