/** Playback that is moved to a device which sleeps: it is called, and all goes on as it is until it has come. */
import { expect, test } from "vitest";
import { activePatienceMs, nextDeadline } from "./devices.ts";
import { createHub, handle, partsOf, type Handled, type Hub, type Incoming, type Outgoing } from "./hub.ts";
import { commandTypes, connectLimits, type Command, type DeviceDescription } from "./schema.ts";
import { emptySession } from "./session.ts";

const start = 1_700_000_000_000;
const uris = ["a", "b"].map((name) => `nearfield:track:${name.repeat(22)}`);
const others = ["c", "d"].map((name) => `nearfield:track:${name.repeat(22)}`);
const { wakePatienceMs, transferPatienceMs } = connectLimits;

function deviceCalled(id: string): DeviceDescription {
  return { id, name: `The ${id}`, kind: "computer", roles: ["player"], commands: [...commandTypes], formats: [], volume_steps: 100 };
}
const hello = (id: string): Incoming => ({ type: "hello", device: deviceCalled(id) });
const sleeperHello: Incoming = { type: "hello", device: { ...deviceCalled("sleeper"), wakeable: true } };
const gone = (device: string): Incoming => ({ type: "gone", device });

let commands = 0;
function command(asked: Command, more: { device?: string; target?: string; uris?: string[] } = {}): Incoming & { id: string } {
  commands += 1;
  const terms = { shuffleOnly: false, skipsAnHour: null };
  return { type: "command", id: `command-${commands}`, command: asked, conditions: {}, device: "phone", uris, terms, ...more };
}

function at(now: number, hub: Hub, ...all: Incoming[]): Handled {
  return all.reduce<Handled>((handled, incoming) => handle(handled.hub, incoming, now), { hub, outgoing: [] });
}

const told = (outgoing: readonly Outgoing[]) => outgoing.map(({ to, ...what }) => `${Object.keys(what)[0]} ${to}`);
const toSleeper: Command = { type: "transfer", device: "sleeper" };
const idle = at(start, createHub(emptySession), hello("phone"), sleeperHello, gone("sleeper")).hub;
const playing = at(start, idle, command({ type: "play", uris })).hub;

test("a device that can be called says so, asleep too; one that says so no more can't", () => {
  const wakeable = (hub: Hub) => partsOf(hub.session).devices.map((device) => [device.id, device.wakeable]);
  expect(wakeable(idle)).toEqual([
    ["phone", false],
    ["sleeper", true],
  ]);
  expect(wakeable(at(start, idle, hello("sleeper")).hub)).toContainEqual(["sleeper", false]);
});

test("one that sleeps is called, and nobody else is asked for anything; a device that can't be called is refused as ever", () => {
  const asked = command(toSleeper);
  const { hub, outgoing } = at(start, playing, asked);
  expect(outgoing[0]).toEqual({ to: "sleeper", call: { transfer: asked.id, from: "The phone", uri: uris[0] } });
  expect(told(outgoing)).toEqual(["call sleeper", "revision everyone"]);
  expect(partsOf(hub.session).state).toMatchObject({ active: "phone", playing: true, transfer: { id: asked.id, to: "sleeper" } });
  const deaf = at(start, playing, hello("sleeper"), gone("sleeper")).hub;
  expect(at(start, deaf, command(toSleeper)).refusal?.code).toBe("DEVICE_OFFLINE");
  expect(at(start, deaf, command({ type: "play", uris }, { target: "sleeper" })).refusal?.code).toBe("DEVICE_OFFLINE");
});

test("when it comes it is offered what plays by then, as if that were asked now, and takes it", () => {
  const asked = command(toSleeper);
  const called = at(start, playing, asked).hub;
  const late = start + wakePatienceMs - 1;
  const { hub, outgoing } = at(late, called, sleeperHello);
  expect(told(outgoing)).toEqual(["exec phone", "offer sleeper", "revision everyone"]);
  expect(nextDeadline(hub.session)).toBe(late + transferPatienceMs);
  const taken = at(late, hub, { type: "ready", device: "sleeper", transfer: asked.id });
  expect(told(taken.outgoing)).toEqual(["commit phone", "commit sleeper", "revision everyone"]);
  expect(partsOf(taken.hub.session).state).toMatchObject({ active: "sleeper", playing: true, transfer: null });
});

test("when nobody comes within a minute all stays where it is", () => {
  const called = at(start, playing, command(toSleeper)).hub;
  expect(nextDeadline(called.session)).toBe(start + wakePatienceMs);
  expect(at(start + wakePatienceMs - 1, called, { type: "tick" }).hub.session.transfer).not.toBeNull();
  const over = start + wakePatienceMs;
  const { hub } = at(over, called, { type: "tick" });
  expect(partsOf(hub.session).state).toMatchObject({ active: "phone", playing: true, transfer: null });
  expect(told(at(over, hub, sleeperHello).outgoing)).toEqual(["revision everyone"]);
});

test("what is to play there plays once it has come; until then goes on what plays elsewhere", () => {
  const asked = command({ type: "play", uris: others }, { target: "sleeper", uris: others });
  const { hub, outgoing } = at(start, playing, asked);
  expect(outgoing[0]).toMatchObject({ call: { uri: others[0] } });
  expect(partsOf(hub.session).queue.current?.uri).toBe(uris[0]);
  const come = at(start + 20_000, hub, sleeperHello);
  expect(told(come.outgoing)).toEqual(["exec sleeper", "revision everyone"]);
  expect(partsOf(come.hub.session)).toMatchObject({ state: { active: "sleeper", playing: true }, queue: { current: { uri: others[0] } } });
});

test("where nothing sounds it has the playback as soon as it comes, playing if it was to", () => {
  for (const play of [true, false]) {
    const asked = command({ ...toSleeper, play });
    const stood = at(start, playing, command({ type: "pause" }), asked).hub;
    const come = at(start + 1000, stood, sleeperHello);
    expect(told(come.outgoing)).toEqual(["exec sleeper", "revision everyone"]);
    expect(partsOf(come.hub.session).state).toMatchObject({ active: "sleeper", playing: play, transfer: null });
  }
});

test("a device that is lost while another is called does not take the call with it", () => {
  const lost = at(start, playing, gone("phone")).hub;
  const later = start + activePatienceMs - 10_000;
  const called = at(later, lost, command(toSleeper, { device: "other" })).hub;
  const come = at(start + activePatienceMs + 1000, called, sleeperHello).hub;
  expect(partsOf(come.session).state).toMatchObject({ active: "sleeper", playing: true });
});

test("where nobody answers any more it can't be called again, and what waited is over", () => {
  const called = at(start, playing, command(toSleeper)).hub;
  const { hub } = at(start, called, { type: "unreachable", device: "sleeper" });
  expect(hub.session.transfer).toBeNull();
  expect(partsOf(hub.session).devices).toContainEqual(expect.objectContaining({ id: "sleeper", wakeable: false }));
  const { revision } = hub.session;
  expect(at(start, hub, { type: "unreachable", device: "sleeper" }).hub.session.revision).toBe(revision);
});

test("who plays something elsewhere meanwhile is not interrupted by whoever comes", () => {
  const called = at(start, playing, hello("speaker"), command(toSleeper)).hub;
  const elsewhere = at(start, called, command({ type: "play", uris }, { target: "speaker" })).hub;
  expect(told(at(start + 1000, elsewhere, sleeperHello).outgoing)).toEqual(["revision everyone"]);
});
