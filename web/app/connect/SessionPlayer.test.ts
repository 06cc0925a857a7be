/** Pages as devices of one session, whose middle is the domain's own. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { contextUid } from "../../../domain/connect/queue.ts";
import { commandTypes } from "../../../domain/connect/schema.ts";
import { positionOf } from "../../../domain/connect/session.ts";
import { initialState } from "../../engine/state.ts";
import type { Controls, NewItem } from "../player/controls.ts";
import { trackIdOf } from "./entries.ts";
import type { Refused } from "./ConnectClient.ts";
import { describePlay } from "./describePlay.ts";
import type { Left } from "./memory.ts";
import { createSessionControls, type SessionControlsNeeds } from "./sessionControls.ts";
import { wantsToPlay } from "./sessionEngine.ts";
import { SessionPlayer } from "./SessionPlayer.ts";
import { shownElsewhere } from "./shown.ts";
import { FakeEngine } from "./support/fakeEngine.ts";
import { openHouse, type House } from "./support/house.ts";

const seconds = 200;
const trackId = (name: string) => name.repeat(22);
const albumId = trackId("x");
const albumUri = `nearfield:album:${albumId}`;
const items: NewItem[] = ["a", "b", "c", "d", "e"].map((name) => ({ trackId: trackId(name), duration: seconds, albumId }));
const album = { type: "album", id: albumId } as const;

let house: House;
let ids = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(1_700_000_000_000);
  house = openHouse();
  house.contexts.set(
    albumUri,
    items.map(({ trackId: id }) => `nearfield:track:${id}`),
  );
});
afterEach(() => vi.useRealTimers());

type Page = {
  player: SessionPlayer;
  engine: FakeEngine;
  controls: Controls;
  refused: Refused[];
  /** Presses that the browser asked for. */
  silenced: number;
  network: EventTarget;
  shown: () => ReturnType<typeof shownElsewhere>;
};

type PageOptions = { maySound?: boolean; left?: Left; engine?: FakeEngine };

function openPage(id: string, { maySound = true, left, engine = new FakeEngine() }: PageOptions = {}): Page {
  const refused: Refused[] = [];
  const network = new EventTarget();
  const known = () => ({ duration: seconds, albumId });
  let silenced = 0;
  const player = new SessionPlayer({
    address: "wss://music.example/connect",
    device: {
      id,
      name: id,
      kind: "computer",
      roles: ["player", "controller"],
      commands: [...commandTypes],
      formats: [],
      volume_steps: 100,
    },
    session: () => Promise.resolve(),
    ticket: () => Promise.resolve("ticket"),
    random: () => 0,
    open: () => house.open(),
    network,
    now: () => performance.now(),
    newId: () => `a-command-of-${id}-${(ids += 1)}`,
    engine,
    known,
    maySound: () => maySound,
    takeLeft: () => left,
    claim: () => {
      const { queue, index, context } = engine.state;
      const begun = describePlay(needs, { items: queue, start: index, context, position: engine.position() });
      player.hold();
      player.client.command(begun.command, { id: player.asked(begun.id), expected: begun.expected, target: id, isDone: true });
    },
    onLink: () => undefined,
    onChange: () => undefined,
    onLost: () => undefined,
    onRefused: (each) => refused.push(each),
    onSilenced: () => {
      silenced += 1;
    },
  });
  const shown = () => {
    const { view } = player.client;
    return view && !(player.isHere && player.holds) ? shownElsewhere(view, engine.state, known) : { ...initialState, ...engine.state };
  };
  const local = { setVolume: () => undefined, setMuted: () => undefined };
  const needs: SessionControlsNeeds = { player, engine, local, shown, account: trackId("y"), remember: () => undefined };
  const controls = createSessionControls(needs);
  player.client.connect();
  return {
    player,
    engine,
    controls,
    refused,
    network,
    shown,
    get silenced() {
      return silenced;
    },
  };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const session = () => house.hub.session;
/** Of the context's tracks. */
const uidOf = (index: number) => contextUid(session().queue.name, index);
const current = () => session().queue.current && trackIdOf(session().queue.current ?? { uri: "" })[0];
const heardOn = ({ engine }: Page) => (wantsToPlay(engine) ? engine.state.queue[engine.state.index]?.trackId[0] : undefined);

/** Two pages, of which the first plays the album's third track. */
async function openTwo(): Promise<[Page, Page]> {
  const pages: [Page, Page] = [openPage("the-desktop"), openPage("the-kitchen")];
  await pass(300);
  pages[0].controls.playQueue(items, 2, album);
  await pass(1000);
  return pages;
}

test("pressing play sounds at once, and the session comes to know what plays where", async () => {
  const page = openPage("the-desktop");
  await pass(300);
  page.controls.playQueue(items, 2, album);
  expect(page.engine.sound).toEqual([`plays ${trackId("c")} at 0.0`]);
  await pass(1000);
  expect([session().active, session().queue.context, current()]).toEqual(["the-desktop", albumUri, "c"]);
  expect(page.engine.sound).toHaveLength(1);
  expect(page.engine.state.queue.map(({ uid }) => uid)).toEqual(items.map((_, index) => uidOf(index)));
});

test("what a page lists is what plays, in the page's order, whatever the session knows of the context", async () => {
  house.contexts.set(
    albumUri,
    ["d", "c", "b"].map((name) => `nearfield:track:${trackId(name)}`),
  );
  const page = openPage("the-desktop");
  await pass(300);
  page.controls.playQueue(items, 2, album);
  await pass(1000);
  expect([session().queue.context, current()]).toEqual([albumUri, "c"]);
  expect(page.engine.state.queue.map(({ uid }) => uid)).toEqual(items.map((_, index) => uidOf(index)));
});

test("of a list that is too long to be sent, what the session leaves out moves names, and nothing that sounds", async () => {
  const long = Array.from({ length: 1001 }, (_, index) => ({
    trackId: String(index).padStart(22, "0"),
    duration: seconds,
    albumId: album.id,
  }));
  const heard = long.slice(1, 4).map((item) => item.trackId);
  house.contexts.set(
    albumUri,
    heard.map((id) => `nearfield:track:${id}`),
  );
  const page = openPage("the-desktop");
  await pass(300);
  page.controls.playQueue(long, 2, album);
  await pass(1000);
  expect(page.engine.sound).toEqual([`plays ${heard[1]} at 0.0`]);
  const named = page.engine.state.queue.map(({ uid, trackId: id }) => [uid, id]);
  expect(named).toEqual(heard.map((id, index) => [uidOf(index), id]));
  expect(page.engine.state.index).toBe(1);
});

test("another page shows what plays, and steers it", async () => {
  const [desktop, kitchen] = await openTwo();
  expect(kitchen.shown()).toMatchObject({ status: "playing", index: 2 });
  kitchen.controls.pause();
  expect(kitchen.shown().status).toBe("paused");
  await pass(200);
  expect(heardOn(desktop)).toBeUndefined();
  kitchen.controls.play();
  kitchen.controls.next();
  await pass(200);
  expect(heardOn(desktop)).toBe("d");
  kitchen.controls.seek(50);
  await pass(200);
  expect(desktop.engine.position()).toBeCloseTo(50, 0);
  kitchen.controls.jumpTo(uidOf(0));
  await pass(200);
  expect([heardOn(desktop), current()]).toEqual(["a", "a"]);
  kitchen.controls.enqueue([items[4] ?? expect.fail()]);
  await pass(200);
  expect(desktop.engine.state.queue[1]).toMatchObject({ trackId: trackId("e"), source: "queue" });
  expect(kitchen.engine.sound).toEqual([]);
});

test("back goes to the track's beginning first, on whichever page it is pressed", async () => {
  const [desktop, kitchen] = await openTwo();
  await pass(5000);
  kitchen.controls.previous();
  kitchen.controls.previous();
  await pass(300);
  expect([heardOn(desktop), current(), kitchen.refused]).toEqual(["b", "b", []]);
  await pass(5000);
  desktop.controls.previous();
  await pass(300);
  expect([heardOn(desktop), Math.round(positionOf(session(), Date.now()) / 1000)]).toEqual(["b", 0]);
});

test("a page that was told to go back does not take where it still is for news", async () => {
  const [desktop, kitchen] = await openTwo();
  desktop.controls.setRepeat("one");
  await pass(300);
  // The engine says so, before it goes anywhere.
  kitchen.controls.setRepeat("off");
  kitchen.controls.previous();
  await pass(3000);
  expect([heardOn(desktop), current(), desktop.engine.sound.at(-1)]).toEqual(["b", "b", `plays ${trackId("b")} at 0.0`]);
});

test("what is next comes in the order that the other page gave it", async () => {
  const [desktop, kitchen] = await openTwo();
  kitchen.controls.enqueue([items[0] ?? expect.fail()]);
  await pass(100);
  kitchen.controls.playNext([items[4] ?? expect.fail()]);
  await pass(200);
  const next = () => desktop.engine.state.queue.slice(desktop.engine.state.index + 1).map(({ trackId: id }) => id[0]);
  expect(next().slice(0, 2)).toEqual(["e", "a"]);
  const [first] = session().queue.queued;
  kitchen.controls.move(first?.uid ?? "", kitchen.shown().index + 2);
  await pass(200);
  expect(next().slice(0, 2)).toEqual(["a", "e"]);
  desktop.controls.remove([first?.uid ?? ""]);
  await pass(200);
  expect(next()).toEqual(["a", "d", "e"]);
});

test("tracks that flow into one another are told, not interrupted", async () => {
  const [desktop] = await openTwo();
  const before = desktop.engine.sound.length;
  await pass(seconds * 1000);
  expect([heardOn(desktop), current()]).toEqual(["d", "d"]);
  expect(desktop.engine.sound.slice(before)).toEqual([`plays ${trackId("d")} at 0.0`]);
  expect(Math.abs(positionOf(session(), Date.now()) - desktop.engine.position() * 1000)).toBeLessThan(300);
});

test("at the end of all it ends for everybody, and begins anew when somebody plays", async () => {
  const [desktop, kitchen] = await openTwo();
  await pass(3 * seconds * 1000 + 1000);
  expect([session().queue.current, kitchen.shown().status]).toEqual([null, "paused"]);
  kitchen.controls.play();
  await pass(300);
  expect([heardOn(desktop), current()]).toEqual(["a", "a"]);
});

test("the music goes over to the other page, which begins where the first one stops", async () => {
  const [desktop, kitchen] = await openTwo();
  await pass(5000);
  kitchen.player.client.command({ type: "transfer", device: "the-kitchen" });
  await pass(2000);
  expect(session()).toMatchObject({ active: "the-kitchen", epoch: 2, transfer: null });
  expect([heardOn(desktop), heardOn(kitchen)]).toEqual([undefined, "c"]);
  const stopped = Number(/stops at ([\d.]+)/.exec(desktop.engine.sound.at(-1) ?? "")?.[1]);
  const begun = Number(/goes on at ([\d.]+)/.exec(kitchen.engine.sound.at(-1) ?? "")?.[1]);
  expect(begun - stopped).toBeGreaterThanOrEqual(0);
  expect(begun - stopped).toBeLessThanOrEqual(0.15);
  expect(desktop.shown()).toMatchObject({ status: "playing", index: 2 });
  kitchen.player.client.command({ type: "transfer", device: "the-desktop" });
  await pass(2000);
  expect([heardOn(desktop), heardOn(kitchen)]).toEqual(["c", undefined]);
});

test("a page that may not sound yet says so at once, and the music stays where it is", async () => {
  const desktop = openPage("the-desktop");
  const kitchen = openPage("the-kitchen", { maySound: false });
  await pass(300);
  desktop.controls.playQueue(items, 0, album);
  await pass(500);
  desktop.player.client.command({ type: "transfer", device: "the-kitchen" });
  await pass(500);
  expect(session()).toMatchObject({ active: "the-desktop", transfer: null });
  expect([heardOn(desktop), kitchen.silenced]).toEqual(["a", 1]);
});

test("what is refused is taken back, with its reason", async () => {
  const [desktop, kitchen] = await openTwo();
  house.socketOf("the-desktop").drop(1006);
  kitchen.controls.pause();
  expect(kitchen.shown().status).toBe("paused");
  await pass(100);
  expect(kitchen.refused).toMatchObject([{ code: "DEVICE_OFFLINE" }]);
  expect(kitchen.shown().status).toBe("playing");
  expect(heardOn(desktop)).toBe("c");
});

test("two who skip at once skip once", async () => {
  const [desktop, kitchen] = await openTwo();
  desktop.controls.next();
  kitchen.controls.next();
  await pass(500);
  expect([heardOn(desktop), current(), kitchen.refused.map(({ code }) => code)]).toEqual(["d", "d", ["CONFLICT"]]);
});

test("without a connection it plays on, and tells what it did when that is back", async () => {
  const [desktop] = await openTwo();
  house.isClosed = true;
  house.socketOf("the-desktop").drop(1006);
  await pass(1000);
  desktop.controls.next();
  desktop.controls.next();
  desktop.controls.seek(30);
  await pass(20_000);
  expect([heardOn(desktop), current()]).toEqual(["e", "c"]);
  house.isClosed = false;
  await pass(10_000);
  expect([heardOn(desktop), current(), session().active]).toEqual(["e", "e", "the-desktop"]);
  expect(Math.abs(positionOf(session(), Date.now()) - desktop.engine.position() * 1000)).toBeLessThan(300);
});

test("who comes back when another device has the playback falls silent", async () => {
  const [desktop, kitchen] = await openTwo();
  house.isClosed = true;
  house.socketOf("the-desktop").drop(1006);
  kitchen.player.client.command({ type: "transfer", device: "the-kitchen", play: true });
  await pass(5000);
  expect([heardOn(desktop), heardOn(kitchen)]).toEqual(["c", "c"]);
  desktop.controls.pause();
  desktop.controls.play();
  house.isClosed = false;
  await pass(10_000);
  expect([heardOn(desktop), heardOn(kitchen), session().active]).toEqual([undefined, "c", "the-kitchen"]);
});

test("who was away for so long that nobody has the playback takes it back with what it plays", async () => {
  const [desktop] = await openTwo();
  house.isClosed = true;
  house.socketOf("the-desktop").drop(1006);
  await pass(150_000);
  house.take({ type: "tick" });
  expect(session().active).toBeNull();
  house.isClosed = false;
  await pass(10_000);
  expect([session().active, heardOn(desktop), current()]).toEqual(["the-desktop", "c", "c"]);
  expect(Math.abs(positionOf(session(), Date.now()) - desktop.engine.position() * 1000)).toBeLessThan(300);
});

test("what began to play before the session was there is the session's from then on", async () => {
  const engine = new FakeEngine();
  engine.load({ items: items.map((item, index) => ({ ...item, uid: `${index + 7}` })), context: album }, "8", { at: 0, play: true });
  const desktop = openPage("the-desktop", { engine });
  await pass(1000);
  expect([session().active, current(), heardOn(desktop)]).toEqual(["the-desktop", "b", "b"]);
  expect(engine.sound).toEqual([`plays ${trackId("b")} at 0.0`]);
  expect(Math.abs(positionOf(session(), Date.now()) - engine.position() * 1000)).toBeLessThan(300);
});

test("loaded anew, a page goes on where it was left", async () => {
  const [desktop, kitchen] = await openTwo();
  const left = { uid: desktop.engine.state.queue[2]?.uid ?? "", seconds: desktop.engine.position() };
  const { epoch } = session();
  desktop.player.client.report({ epoch, uid: left.uid, status: "paused", position_ms: left.seconds * 1000, at: Date.now() + 1 });
  await pass(30);
  desktop.player.stop();
  await pass(100);
  expect(kitchen.shown().status).toBe("paused");
  const again = openPage("the-desktop", { left });
  await pass(1000);
  expect([heardOn(again), current(), session().active]).toEqual(["c", "c", "the-desktop"]);
  expect(again.engine.sound).toEqual([`plays ${trackId("c")} at ${left.seconds.toFixed(1)}`]);
  expect(kitchen.shown().status).toBe("playing");
});

test("where the browser refuses sound, the session stands still and the listener is asked for a press", async () => {
  const [desktop, kitchen] = await openTwo();
  desktop.controls.pause();
  await pass(200);
  kitchen.controls.play();
  await pass(100);
  desktop.engine.block();
  await pass(1500);
  expect(desktop.silenced).toBeGreaterThan(0);
  expect(kitchen.shown().status).toBe("paused");
});

test("a command whose answer was lost is done once", async () => {
  const [, kitchen] = await openTwo();
  kitchen.controls.next();
  await pass(25);
  house.socketOf("the-kitchen").drop(1006);
  await pass(3000);
  expect([current(), kitchen.refused]).toEqual(["d", []]);
});

test("what another page asks while a track comes to its end is done in the track that was meant", async () => {
  for (const asked of ["seek", "pause"] as const) {
    const [desktop, kitchen] = await openTwo();
    await pass((seconds - desktop.engine.position()) * 1000 - 30);
    if (asked === "seek") kitchen.controls.seek(5);
    else kitchen.controls.pause();
    await pass(400);
    expect([asked, heardOn(desktop), current()]).toEqual(asked === "seek" ? ["seek", "c", "c"] : ["pause", undefined, "d"]);
    if (asked === "seek") expect(desktop.engine.position()).toBeLessThan(6);
    expect(session().anchor.rate).toBe(asked === "seek" ? 1 : 0);
    desktop.player.stop();
    kitchen.player.stop();
  }
});

test("a context again and again goes on from its end to its beginning without the session", async () => {
  const [desktop] = await openTwo();
  desktop.controls.setRepeat("all");
  await pass(300);
  await pass(3 * seconds * 1000);
  expect([heardOn(desktop), current()]).toEqual(["a", "a"]);
  expect(desktop.engine.sound.at(-1)).toBe(`plays ${trackId("a")} at 0.0`);
});

test("shuffled, the page that plays knows the order before the session has said it", async () => {
  const [desktop] = await openTwo();
  desktop.controls.setShuffle(true);
  await pass(300);
  house.isClosed = true;
  desktop.controls.playQueue(items, 1, album);
  const predicted = desktop.engine.state.queue.map(({ uid }) => uid);
  await pass(500);
  expect(desktop.engine.state.queue.map(({ uid }) => uid)).toEqual(predicted);
  expect(predicted[0]).toBe(uidOf(1));
});
