/** Pages as devices of one jam, whose middle is the domain's own. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createJam, joined, withControls, type Jam } from "../../../domain/connect/jam.ts";
import { emptyQueue, playContext } from "../../../domain/connect/queue.ts";
import { commandTypes } from "../../../domain/connect/schema.ts";
import { FakeEngine } from "../connect/support/fakeEngine.ts";
import { openJam, type House } from "../connect/support/house.ts";
import { JamPlayer } from "./JamPlayer.ts";

const seconds = 60;
const start = 1_700_000_000_000;
const uris = ["a", "b", "c", "d"].map((name) => `nearfield:track:${name.repeat(22)}`);

let house: House<Jam>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(start);
  const lent = {
    queue: playContext(emptyQueue, null, uris, 0, 0),
    anchor: { position_ms: 7000, at: start, rate: 1 },
    speed: 1,
    skips: [],
    epoch: 0,
  };
  const jam = createJam({ id: "jam", host: { account: "ada", name: "Ada" }, link: "link", lent, now: start });
  house = openJam(withControls(joined(jam, "bob", "Bob", start) ?? jam, "everyone", start));
});
afterEach(() => void vi.useRealTimers());

let ids = 0;

function sitDown(account: string) {
  const engine = new FakeEngine();
  const nothing = () => undefined;
  const player = new JamPlayer({
    address: "wss://music.example/connect/jams/jam",
    device: {
      id: account,
      name: account,
      kind: "computer",
      roles: ["player"],
      commands: [...commandTypes],
      formats: [],
      volume_steps: 100,
    },
    engine,
    known: () => ({ duration: seconds, albumId: "" }),
    session: () => Promise.resolve(),
    ticket: () => Promise.resolve("ticket"),
    random: () => 0,
    open: () => house.open(),
    network: new EventTarget(),
    now: () => performance.now(),
    newId: () => `a-command-of-${account}-${(ids += 1)}`,
    maySound: () => true,
    takeLeft: nothing,
    claim: nothing,
    onLink: nothing,
    onChange: nothing,
    onLost: nothing,
    onRefused: nothing,
    onSilenced: nothing,
  });
  player.client.connect();
  return { engine, player };
}

const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const trackOf = ({ state: { queue, index } }: FakeEngine) => queue[index]?.uid;

/** How far each is from where the jam is, milliseconds. */
function off(...engines: FakeEngine[]): number[] {
  const { anchor } = house.hub.session;
  return engines.map((engine) => Math.round(engine.position() * 1000 - (anchor.position_ms + Date.now() - anchor.at)));
}

test("who comes in sounds what all sound, where they are, also across tracks", async () => {
  const [ada, bob] = [sitDown("ada"), sitDown("bob")];
  await later(4000);
  expect([ada.engine.state.status, bob.engine.state.status]).toEqual(["playing", "playing"]);
  expect(Math.max(...off(ada.engine, bob.engine).map(Math.abs))).toBeLessThanOrEqual(12);
  await later(60_000);
  const current = house.hub.session.queue.current?.uid;
  expect([trackOf(ada.engine), trackOf(bob.engine)]).toEqual([current, current]);
  expect(current).toBe("0-1");
  expect(Math.max(...off(ada.engine, bob.engine).map(Math.abs))).toBeLessThanOrEqual(12);
});

test("what anybody asks all do at one moment", async () => {
  const [ada, bob] = [sitDown("ada"), sitDown("bob")];
  await later(4000);
  bob.player.client.command({ type: "pause" });
  await later(100);
  expect([ada.engine.state.status, bob.engine.state.status]).toEqual(["paused", "paused"]);
  bob.player.client.command({ type: "resume" });
  await later(300);
  expect([ada.engine.state.status, bob.engine.state.status]).toEqual(["paused", "paused"]);
  await later(200);
  expect([ada.engine.state.status, bob.engine.state.status]).toEqual(["playing", "playing"]);
  expect(ada.engine.sound.at(-1)).toBe("goes on at 11.0");
  expect(Math.max(...off(ada.engine, bob.engine).map(Math.abs))).toBeLessThanOrEqual(12);
});

test("a page that leads and can't play the track leaves the lead to one that can, and comes along with the next", async () => {
  const [ada, bob] = [sitDown("ada"), sitDown("bob")];
  await later(4000);
  expect(house.hub.session.active).toBe("ada");
  ada.engine.fail();
  await later(1000);
  expect(house.hub.session).toMatchObject({ active: "bob", queue: { current: { uid: "0-0" } } });
  expect(bob.engine.state.status).toBe("playing");
  expect(Math.abs(off(bob.engine)[0] ?? Number.NaN)).toBeLessThanOrEqual(12);
  await later(60_000);
  expect([trackOf(ada.engine), ada.engine.state.status]).toEqual(["0-1", "playing"]);
});

test("an engine that skips by itself what it can't play takes nobody along", async () => {
  const [ada, bob] = [sitDown("ada"), sitDown("bob")];
  await later(4000);
  ada.engine.next();
  await later(1000);
  expect(house.hub.session.queue.current?.uid).toBe("0-0");
  expect(Math.max(...off(ada.engine, bob.engine).map(Math.abs))).toBeLessThanOrEqual(12);
});

test("what a busy page guesses of the clock moves nothing that sounds", async () => {
  const ada = sitDown("ada");
  await later(4000);
  house.latency = 600;
  const bob = sitDown("bob");
  await later(2500);
  const { length } = bob.engine.sound;
  expect(bob.engine.state.status).toBe("playing");
  for (const latency of [400, 300]) {
    house.socketOf("bob").latency = latency;
    await later(2500);
    expect(bob.engine.sound.slice(length)).toEqual([]);
  }
  house.socketOf("bob").latency = 20;
  await later(6000);
  expect(bob.engine.sound.slice(length).filter((what) => what.startsWith("goes on"))).toHaveLength(1);
  expect(Math.max(...off(ada.engine, bob.engine).map(Math.abs))).toBeLessThanOrEqual(12);
});
