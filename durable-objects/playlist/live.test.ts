import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import { valueOf } from "../../contracts/playlist-object.ts";
import {
  account,
  addTracks,
  admit,
  makePlaylist,
  migrateLibrary,
  owner,
  perform,
  randomId,
  trackUri,
  uidsOf,
} from "./support/playlists.ts";
import { Watcher } from "./support/watcher.ts";

beforeAll(migrateLibrary);

const bob = account("bob");

test("whoever asks is told that it is stored before anybody hears of it, and everybody hears the same", async () => {
  const { stub } = await makePlaylist();
  await admit(stub, bob, "viewer");
  const [ada, reader] = [await Watcher.watch(stub, { id: owner }), await Watcher.watch(stub, { id: bob })];
  const id = randomId();
  ada.do(id, { type: "add", items: [{ uid: "item-number-one", uri: trackUri(1) }] });
  const change = await ada.next("change");
  const heard = await reader.next("change");
  expect(heard).toEqual(change);
  expect(change).toMatchObject({
    revision: 1,
    by: owner,
    op_id: id,
    change: { inserted: [{ after: null, items: [{ uid: "item-number-one" }] }] },
  });
  ada.do(id, { type: "remove", uids: ["item-number-one"] });
  expect(await ada.next("ack")).toMatchObject({ id, revision: 1 });
  expect(await uidsOf(stub)).toEqual(["item-number-one"]);
});

test("the acknowledgement comes before the change", async () => {
  const { stub } = await makePlaylist();
  const ada = await Watcher.watch(stub, { id: owner });
  ada.do(randomId(), { type: "describe", name: "Buses" });
  await ada.next("ack");
  expect(await ada.next("change")).toMatchObject({ change: { described: { before: { name: "Late trains" }, after: { name: "Buses" } } } });
});

test("what a client did not hear while it was away it hears when it is back; too far behind, it gets all of it", async () => {
  const { stub } = await makePlaylist();
  const ada = await Watcher.connect(stub, { id: owner });
  if (typeof ada === "number") throw new Error("refused");
  await addTracks(stub, owner, 1);
  await addTracks(stub, owner, 2);
  ada.say({ v: 1, type: "hello", since: 1 });
  expect(await ada.next("welcome")).toMatchObject({ revision: 2, you: owner, role: "owner", changes: [{ revision: 2 }] });
  ada.say({ v: 1, type: "hello", since: 7 });
  expect(await ada.next("welcome")).toMatchObject({ snapshot: { revision: 2, items: [{ uri: trackUri(1) }, { uri: trackUri(2) }] } });
  ada.say({ v: 1, type: "seen", revision: 2 });
  for (let change = 0; change < 501; change++) await perform(stub, owner, { type: "describe", name: `Name ${change}` });
  ada.say({ v: 1, type: "seen", revision: 503 });
  ada.say({ v: 1, type: "hello", since: 2 });
  expect(await ada.next("welcome")).toMatchObject({ snapshot: { revision: 503 } });
});

test("of more changes than a client should be sent at once it gets what they led to", async () => {
  const { stub } = await makePlaylist();
  for (let round = 0; round < 5; round++) {
    const uids = await addTracks(stub, owner, ...Array.from({ length: 1000 }, (_, number) => number));
    await perform(stub, owner, { type: "remove", uids });
  }
  const ada = await Watcher.connect(stub, { id: owner });
  if (typeof ada === "number") throw new Error("refused");
  ada.say({ v: 1, type: "hello", since: 0 });
  expect(await ada.next("welcome")).toMatchObject({ snapshot: { revision: 10, items: [] } });
  const back = await Watcher.connect(stub, { id: owner });
  if (typeof back === "number") throw new Error("refused");
  back.say({ v: 1, type: "hello", since: 8 });
  expect(await back.next("welcome")).toMatchObject({ changes: [{ revision: 9 }, { revision: 10 }] });
});

test("whoever asks for all of it again before they said that it arrived is let go", async () => {
  const { stub } = await makePlaylist({ uris: [trackUri(1)] });
  const greedy = await Watcher.connect(stub, { id: owner });
  if (typeof greedy === "number") throw new Error("refused");
  greedy.say({ v: 1, type: "hello" });
  greedy.say({ v: 1, type: "hello" });
  expect(await greedy.ended()).toBe(4408);
  expect(greedy.messages.filter(({ type }) => type === "welcome").length).toBe(1);
  const polite = await Watcher.watch(stub, { id: owner });
  polite.say({ v: 1, type: "hello" });
  expect(await polite.next("welcome")).toMatchObject({ snapshot: { revision: 0 } });
});

test("sockets that slept through an eviction hear the next change, and may edit", async () => {
  const { stub } = await makePlaylist();
  const ada = await Watcher.watch(stub, { id: owner });
  await evictDurableObject(stub);
  await addTracks(stub, owner, 1);
  expect(await ada.next("change")).toMatchObject({ revision: 1 });
  await evictDurableObject(stub);
  ada.do(randomId(), { type: "describe", name: "Buses" });
  expect(await ada.next("ack")).toMatchObject({ revision: 2 });
});

test("what can't be done is refused with the reason, and the connection goes on", async () => {
  const { stub } = await makePlaylist();
  await admit(stub, bob, "viewer");
  const [ada, reader] = [await Watcher.watch(stub, { id: owner }), await Watcher.watch(stub, { id: bob })];
  const [one, two, three] = [randomId(), randomId(), randomId()];
  reader.do(one, { type: "add", items: [{ uid: randomId(), uri: trackUri(1) }] });
  expect(await reader.next("nack")).toMatchObject({ id: one, code: "forbidden" });
  ada.do(two, { type: "add", items: [{ uid: randomId(), uri: trackUri(1) }], after: "nobody-knows-it" });
  expect(await ada.next("nack")).toMatchObject({ id: two, code: "conflict", field: "after" });
  ada.do(three, { type: "describe", name: " " });
  expect(await ada.next("nack")).toMatchObject({ id: three, code: "invalid_request" });
  ada.do(randomId(), { type: "describe", name: "Buses" });
  expect(await ada.next("ack")).toMatchObject({ revision: 1 });
});

test("whoever does not speak the protocol is let go", async () => {
  const { stub } = await makePlaylist();
  const silent = async () => {
    const watcher = await Watcher.connect(stub, { id: owner });
    if (typeof watcher === "number") throw new Error("refused");
    return watcher;
  };
  const unintelligible = [
    "{",
    "[]",
    '{"v":1,"type":"hello","more":true}',
    '{"v":2,"type":"hello"}',
    `{"v":1,"type":"op","id":"${randomId()}"}`,
    "x".repeat(70_000),
  ];
  for (const text of unintelligible) {
    const watcher = await silent();
    watcher.socket.send(text);
    expect([text.slice(0, 40), await watcher.ended()]).toEqual([text.slice(0, 40), 4400]);
  }
});

test("a ping is answered", async () => {
  const { stub } = await makePlaylist();
  const ada = await Watcher.connect(stub, { id: owner });
  if (typeof ada === "number") throw new Error("refused");
  const answered = new Promise((resolve) => ada.socket.addEventListener("message", ({ data }) => resolve(data), { once: true }));
  ada.socket.send("ping");
  expect(await answered).toBe("pong");
});

test("more than twenty operations at once are refused, and far more end the connection", async () => {
  const { stub } = await makePlaylist();
  const ada = await Watcher.watch(stub, { id: owner });
  for (let count = 0; count < 1000; count++) ada.do(randomId(), { type: "describe", description: `${count}` });
  expect(await ada.next("nack")).toMatchObject({ code: "rate_limited" });
  expect(await ada.ended()).toBe(4429);
  expect(valueOf(await stub.head(owner)).revision).toBeLessThan(200);
});

test("a token that has expired hears nothing more and changes nothing", async () => {
  const { stub } = await makePlaylist();
  const late = await Watcher.connect(stub, { id: owner, expires_at: Date.now() - 1 });
  if (typeof late === "number") throw new Error("refused");
  late.do(randomId(), { type: "describe", name: "Too late" });
  expect(await late.ended()).toBe(4401);
  const expiry = Date.now() + 700;
  const listening = await Watcher.watch(stub, { id: owner, expires_at: expiry });
  const heard = listening.messages;
  while (!listening.closed) await perform(stub, owner, { type: "describe", description: randomId() });
  expect(listening.closed.code).toBe(4401);
  expect(heard.filter((message) => message.type === "change" && message.at >= expiry)).toEqual([]);
  expect(valueOf(await stub.head(owner)).name).toBe("Late trains");
});

test("a socket whose token expires while nothing happens is closed by the alarm", async () => {
  const { stub } = await makePlaylist();
  const ada = await Watcher.watch(stub, { id: owner, expires_at: Date.now() + 300 });
  await expect
    .poll(
      async () => {
        await runDurableObjectAlarm(stub);
        return ada.closed?.code;
      },
      { timeout: 5000 },
    )
    .toBe(4401);
});

test("a reader that does not say what it has seen gets a snapshot once it does, in place of what it missed", async () => {
  const { stub } = await makePlaylist();
  const [slow, quick] = [await Watcher.watch(stub, { id: owner }), await Watcher.watch(stub, { id: owner, session: "other" })];
  for (let change = 1; change <= 12; change++) {
    const items = Array.from({ length: 300 }, (_, index) => ({ uid: randomId(), uri: trackUri(index) }));
    await perform(stub, owner, { type: "add", items });
    quick.say({ v: 1, type: "seen", revision: (await quick.next("change")).revision });
  }
  const missed = valueOf(await stub.head(owner)).revision - slow.messages.filter(({ type }) => type === "change").length;
  expect(missed).toBeGreaterThan(0);
  const last = slow.messages.findLast((message) => message.type === "change");
  slow.say({ v: 1, type: "seen", revision: last?.type === "change" ? last.revision : 0 });
  expect((await slow.next("snapshot")).snapshot).toMatchObject({ revision: 12, items: { length: 3600 } });
  slow.say({ v: 1, type: "seen", revision: 12 });
  await perform(stub, owner, { type: "describe", name: "Buses" });
  expect(await slow.next("change")).toMatchObject({ revision: 13 });
});

test("a change of everything is told as a change, however large, to whoever had kept up", async () => {
  const { stub } = await makePlaylist({ uris: Array.from({ length: 5000 }, (_, index) => trackUri(index)) });
  const ada = await Watcher.watch(stub, { id: owner });
  await perform(stub, owner, { type: "describe", name: "Buses" });
  await perform(stub, owner, { type: "replace", items: [] });
  for (const revision of [1, 2]) expect(await ada.next("change")).toMatchObject({ revision });
  ada.say({ v: 1, type: "seen", revision: 2 });
  await perform(stub, owner, { type: "undo" });
  expect(await ada.next("change")).toMatchObject({ revision: 3, change: { inserted: [{ items: { length: 5000 } }] } });
});

test("those who belong here see who is here, and where; those who only read it do not", async () => {
  const { stub } = await makePlaylist({ public: true });
  await admit(stub, bob, "editor");
  const ada = await Watcher.watch(stub, { id: owner, name: "Ada" });
  const reader = await Watcher.watch(stub, { id: null, session: "guest" });
  const editor = await Watcher.watch(stub, { id: bob, name: "Bob" });
  const [item = ""] = await addTracks(stub, owner, 1);
  editor.say({ v: 1, type: "presence", at: item });
  const seen = await ada.next("presence", ({ people }) => people.some(({ at }) => at === item));
  expect(seen).toMatchObject({
    people: [
      { id: bob, name: "Bob", role: "editor", at: item },
      { id: owner, name: "Ada", role: "owner", at: null },
    ],
    watchers: 3,
  });
  editor.leave();
  await ada.next("presence", ({ people }) => people.length === 1);
  await addTracks(stub, owner, 2);
  await reader.next("change", ({ revision }) => revision === 2);
  expect(reader.messages.some(({ type }) => type === "presence")).toBe(false);
});

test("two hundred people watch one playlist and hear each change once, in order", async () => {
  const { stub } = await makePlaylist({ public: true });
  const watchers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => Watcher.watch(stub, { id: null, session: `guest-${index}` })),
  );
  for (let change = 1; change <= 5; change++) await addTracks(stub, owner, change);
  await Promise.all(watchers.map((watcher) => watcher.next("change", ({ revision }) => revision === 1)));
  const rest = await Promise.all(
    watchers.map(async (watcher) => {
      const heard = [];
      for (let change = 2; change <= 5; change++) heard.push((await watcher.next("change")).revision);
      return heard.join(" ");
    }),
  );
  expect(new Set(rest)).toEqual(new Set(["2 3 4 5"]));
});

test("however many read a public playlist, those who belong to it find room", async () => {
  const { stub } = await makePlaylist({ public: true });
  const guest = (index: number) => Watcher.connect(stub, { id: null, session: `guest-${index}` });
  const readers = await Promise.all(Array.from({ length: 900 }, (_, index) => guest(index)));
  expect(readers.filter((reader) => typeof reader === "number")).toEqual([]);
  expect(await guest(900)).toBe(503);
  const ada = await Watcher.watch(stub, { id: owner });
  expect(ada.closed).toBeUndefined();
});
