import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveClientMessage, LiveServerMessage } from "../../../../contracts/playlist.ts";
import { perform } from "../../../../domain/playlist/perform.ts";
import { playlistOf, snapshotOf } from "../../../../domain/playlist/playlist.ts";
import type { Operation, PlaylistSnapshot } from "../../../../domain/playlist/schema.ts";
import { LivePlaylist, type LivePlaylistNeeds, type Refused } from "./LivePlaylist.ts";
import type { KeptOperation } from "./pendingStore.ts";

const me = "me";
const uri = `nearfield:track:${"0".repeat(22)}`;
const item = (uid: string) => ({ uid, uri, added_by: me, added_at: 0 });
const details = { name: "Here", description: "", public: false, collaborative: false, image: null };
const start: PlaylistSnapshot = { revision: 1, details, items: ["aaaaaaaa", "bbbbbbbb", "cccccccc"].map(item) };

/** The other end of one connection, held by the test. */
class FakeSocket extends EventTarget {
  readonly sent: LiveClientMessage[] = [];
  send(text: string): void {
    if (text !== "ping") this.sent.push(JSON.parse(text) as LiveClientMessage);
  }
  close(): void {
    // The page closes it: nothing more is heard.
  }
  open(): void {
    this.dispatchEvent(new Event("open"));
  }
  say(message: LiveServerMessage extends infer Each ? (Each extends unknown ? Omit<Each, "v"> : never) : never): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify({ v: 1, ...message }) }));
  }
  drop(code: number): void {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
  get operations(): { id: string; op: Operation }[] {
    return this.sent.flatMap((message) => (message.type === "op" ? [{ id: message.id, op: message.op }] : []));
  }
}

function stage(more: Partial<LivePlaylistNeeds> = {}) {
  const sockets: FakeSocket[] = [];
  const refused: Refused[] = [];
  const renewals: boolean[] = [];
  const stored = new Map<string, KeptOperation>();
  const live = new LivePlaylist({
    address: "wss://music.example/v1/playlists/p/live",
    session: ({ renew }) => {
      renewals.push(renew);
      return Promise.resolve();
    },
    isReadable: () => Promise.resolve(true),
    random: () => 0,
    network: new EventTarget(),
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    storeFor: () => ({
      load: () => Promise.resolve([...stored.values()]),
      keep: (operation) => void stored.set(operation.id, operation),
      drop: (id) => void stored.delete(id),
    }),
    now: () => Date.now(),
    onRefused: (each) => refused.push(each),
    ...more,
  });
  const uids = () => (live.view.value?.items ?? []).map(({ uid }) => uid[0]).join("");
  const socket = () => sockets.at(-1) ?? expect.fail("no connection");
  const welcome = async (snapshot = start) => {
    await vi.advanceTimersByTimeAsync(0);
    socket().open();
    socket().say({ type: "welcome", revision: snapshot.revision, you: me, role: "owner", snapshot });
    await vi.advanceTimersByTimeAsync(0);
  };
  return { live, sockets, refused, renewals, stored, uids, socket, welcome };
}

/** What the service would tell everybody of an operation. */
function changeOf(snapshot: PlaylistSnapshot, id: string, operation: Operation, by = me) {
  const playlist = playlistOf(snapshot);
  if (operation.type === "undo" || operation.type === "restore") return expect.fail("not that one");
  const { change } = perform(playlist, operation, { by, at: 0 });
  if (!change) return expect.fail("refused");
  return { after: snapshotOf(playlist), message: { type: "change", revision: playlist.revision, by, at: 0, op_id: id, change } as const };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("an edit shows at once, is kept until it is confirmed, and others' edits join in", async () => {
  const { live, uids, socket, stored, welcome } = stage();
  live.connect();
  await welcome();
  live.submit({ type: "move", uids: ["cccccccc"], after: null });
  expect([uids(), live.waiting.value, stored.size]).toEqual(["cab", 1, 1]);
  const [sent] = socket().operations;
  const theirs = changeOf(start, "x", { type: "remove", uids: ["aaaaaaaa"] }, "other");
  socket().say(theirs.message);
  expect(uids()).toBe("cb");
  const mine = changeOf(theirs.after, sent?.id ?? "", { type: "move", uids: ["cccccccc"], after: null });
  socket().say({ type: "ack", id: sent?.id ?? "", revision: 3 });
  socket().say(mine.message);
  expect([uids(), live.waiting.value, stored.size]).toEqual(["cb", 0, 0]);
});

test("a refused edit is taken back, with its reason", async () => {
  const { live, uids, socket, refused, stored, welcome } = stage();
  live.connect();
  await welcome();
  const { settled } = live.submit({ type: "remove", uids: ["aaaaaaaa"] });
  expect(uids()).toBe("bc");
  socket().say({ type: "nack", id: socket().operations[0]?.id ?? "", code: "forbidden", message: "no" });
  expect([uids(), refused.map(({ code }) => code), stored.size]).toEqual(["abc", ["forbidden"], 0]);
  expect((await settled)?.code).toBe("forbidden");
});

test("what was refused for the moment is sent again, and stays shown", async () => {
  const { live, uids, socket, refused, welcome } = stage();
  live.connect();
  await welcome();
  live.submit({ type: "remove", uids: ["aaaaaaaa"] });
  socket().say({ type: "nack", id: socket().operations[0]?.id ?? "", code: "rate_limited", message: "" });
  await vi.advanceTimersByTimeAsync(3000);
  expect([uids(), refused]).toEqual(["bc", []]);
  expect(new Set(socket().operations.map(({ id }) => id)).size).toBe(1);
  expect(socket().operations).toHaveLength(2);
});

test("edits without a connection wait, and go out under their names when it is back, from where it was", async () => {
  const { live, uids, sockets, socket, welcome } = stage();
  live.connect();
  await welcome();
  live.submit({ type: "remove", uids: ["aaaaaaaa"] });
  const [lost] = socket().operations;
  socket().drop(1006);
  expect(live.link.value).toBe("away");
  live.submit({ type: "move", uids: ["cccccccc"], after: null });
  expect([uids(), live.waiting.value]).toEqual(["cb", 2]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sockets).toHaveLength(2);
  socket().open();
  expect(socket().sent).toEqual([{ v: 1, type: "hello", since: 1 }]);
  // The first arrived after all, and only its answer was lost.
  const first = changeOf(start, lost?.id ?? "", { type: "remove", uids: ["aaaaaaaa"] });
  const { type: _, ...change } = first.message;
  socket().say({ type: "welcome", revision: 2, you: me, role: "owner", changes: [change] });
  expect(socket().operations.map(({ op }) => op.type)).toEqual(["move"]);
  expect(uids()).toBe("cb");
});

test("an expired token is renewed and the connection comes back at once", async () => {
  const { live, sockets, socket, renewals, welcome } = stage();
  live.connect();
  await welcome();
  socket().drop(4401);
  await vi.advanceTimersByTimeAsync(0);
  expect([sockets.length, renewals]).toEqual([2, [false, true]]);
});

test("withdrawn access ends it", async () => {
  const { live, sockets, socket, welcome } = stage();
  live.connect();
  await welcome();
  socket().drop(4403);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([live.lost.value, live.link.value, sockets.length]).toEqual(["forbidden", "closed", 1]);
});

test("a refused connection is told from a playlist that can't be read any more", async () => {
  const { live, socket } = stage({ isReadable: () => Promise.resolve(false) });
  live.connect();
  await vi.advanceTimersByTimeAsync(0);
  socket().drop(1006);
  await vi.advanceTimersByTimeAsync(0);
  expect(live.lost.value).toBe("forbidden");
});

test("what was not confirmed before a reload is done after it, and what was is not done twice", async () => {
  const { live, uids, socket, stored, welcome } = stage();
  const arrived: Operation = { type: "add", items: [{ uid: "cccccccc", uri }] };
  stored.set("arrived-000000000000", { id: "arrived-000000000000", operation: arrived, at: 1 });
  stored.set("pending-000000000000", { id: "pending-000000000000", operation: { type: "remove", uids: ["bbbbbbbb"] }, at: 2 });
  live.connect();
  await welcome();
  expect(uids()).toBe("ac");
  expect(socket().operations.map(({ id }) => id)).toEqual(["pending-000000000000"]);
});

test("a change that does not fit makes it ask for all of it, and loses nothing", async () => {
  const { live, uids, socket, welcome } = stage();
  live.connect();
  await welcome();
  live.submit({ type: "move", uids: ["cccccccc"], after: null });
  const removed = [{ after: null, items: [item("zzzzzzzz")] }];
  socket().say({ type: "change", revision: 2, by: "other", at: 0, op_id: "x", change: { removed, moved: [], inserted: [] } });
  expect(socket().sent.at(-1)).toEqual({ v: 1, type: "hello" });
  socket().say({ type: "welcome", revision: 5, you: me, role: "owner", snapshot: { ...start, revision: 5 } });
  await vi.advanceTimersByTimeAsync(0);
  expect(uids()).toBe("cab");
  expect(live.waiting.value).toBe(1);
});

test("a silent connection is found out and replaced", async () => {
  const { live, sockets, welcome } = stage();
  live.connect();
  await welcome();
  await vi.advanceTimersByTimeAsync(45_000);
  expect(sockets).toHaveLength(2);
});

test("many edits go out no faster than the service takes them", async () => {
  const { live, socket, welcome } = stage();
  live.connect();
  await welcome();
  for (let edit = 0; edit < 30; edit++) live.submit({ type: "move", uids: ["aaaaaaaa"], after: edit % 2 === 0 ? "cccccccc" : null });
  expect(socket().operations.length).toBeLessThanOrEqual(15);
  await vi.advanceTimersByTimeAsync(5000);
  expect(socket().operations).toHaveLength(30);
});

test("the service is told what has arrived, after a welcome, a snapshot, and now and then, so that nobody is taken for slow", async () => {
  const { live, socket, welcome } = stage();
  live.connect();
  await welcome();
  const seen = () => socket().sent.filter(({ type }) => type === "seen");
  expect(seen()).toEqual([{ v: 1, type: "seen", revision: start.revision }]);
  let snapshot = start;
  for (let count = 0; count < 20; count++) {
    const change = changeOf(snapshot, `x${count}`, { type: "describe", description: "x".repeat(1000 + count) }, "other");
    snapshot = change.after;
    socket().say(change.message);
  }
  expect(seen().slice(1)).toEqual([{ v: 1, type: "seen", revision: expect.any(Number) }]);
  socket().say({ type: "snapshot", snapshot: { ...snapshot, revision: 30 } });
  expect(seen().at(-1)).toEqual({ v: 1, type: "seen", revision: 30 });
});
