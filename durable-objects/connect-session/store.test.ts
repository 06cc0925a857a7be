import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { createHub, handle, type Hub } from "../../domain/connect/hub.ts";
import { connectLimits } from "../../domain/connect/limits.ts";
import { emptySession } from "../../domain/connect/session.ts";
import { SessionStore } from "./store.ts";
import { description, randomId, tracks } from "./support/sessions.ts";

const start = 1_800_000_000_000;
const terms = { shuffleOnly: false, skipsAnHour: null };
const here = handle(createHub(emptySession), { type: "hello", device: description("the-phone") }, start).hub;
const play = { type: "command", id: "play", command: { type: "play", uris: tracks }, conditions: {}, device: "the-phone", terms } as const;
const playing = handle(here, { ...play, uris: tracks }, start).hub;

async function withStorage<Result>(work: (storage: DurableObjectStorage) => Result): Promise<Result> {
  return runInDurableObject(env.CONNECT_SESSIONS.getByName(randomId()), (_, { storage }) => work(storage));
}

test("what was saved is what is loaded, whichever part changed last", async () => {
  await withStorage((storage) => {
    const store = new SessionStore(storage);
    expect(store.load()).toBeUndefined();
    const saved: Hub[] = [here, playing, handle(playing, { ...play, id: "again", uris: tracks.slice(1) }, start).hub, here];
    for (const hub of saved) {
      store.save(hub, start);
      expect(new SessionStore(storage).load()).toEqual(hub);
    }
  });
});

test("a command is forgotten after a day, at the next occasion", async () => {
  await withStorage((storage) => {
    const store = new SessionStore(storage);
    store.saveDone(playing, { id: "one", revision: 2, wish: "wish" }, start);
    store.saveDone(undefined, { id: "other", revision: 2, wish: "wish" }, start + 1);
    const day = connectLimits.commandRememberedMs;
    new SessionStore(storage).save(playing, start + day - 1);
    expect([store.done("one")?.revision, store.done("other")?.revision]).toEqual([2, 2]);
    new SessionStore(storage).save(playing, start + day);
    expect([store.done("one")?.revision, store.done("other")?.revision]).toEqual([undefined, 2]);
  });
});

test("an address is kept as long as its device is listed, and written when it is another", async () => {
  await withStorage((storage) => {
    const store = new SessionStore(storage);
    const address = { endpoint: "https://fcm.googleapis.com/x", p256dh: "B".repeat(87), auth: "A".repeat(22) };
    const other = { ...address, endpoint: "https://fcm.googleapis.com/y" };
    const kept = { device: "the-phone", address };
    expect(store.addressOf("the-phone")).toBeUndefined();
    store.save(here, start, kept);
    store.save(playing, start);
    expect(new SessionStore(storage).addressOf("the-phone")).toEqual(address);
    store.save(here, start, { ...kept, address: other });
    expect(store.addressOf("the-phone")).toEqual(other);
    store.save(here, start, { ...kept, address: undefined });
    expect(store.addressOf("the-phone")).toBeUndefined();
    store.save(here, start, kept);
    store.save(createHub(emptySession), start);
    expect(new SessionStore(storage).addressOf("the-phone")).toBeUndefined();
  });
});

/** Versions of the document as they were kept, of one session. */
const kept = {
  0: {
    session: {
      revision: 4,
      epoch: 1,
      active: "the-phone",
      devices: [{ ...description("the-phone"), online: true, volume: 30, seen_at: start }],
      queue: {
        revision: 3,
        context: "nearfield:album:0000000000000000000000",
        uris: [],
        shuffle: null,
        repeat: "off",
        place: 1,
        current: { uid: "context-1", uri: tracks[1], source: "context" },
        queued: [{ uid: "some-command-0", uri: tracks[2] }],
        autoplay: [],
      },
      anchor: { position_ms: 0, at: start, rate: 1 },
      speed: 1,
      transfer: null,
      skips: [],
      failures: 2,
    },
    partRevisions: { state: 4, queue: 4, devices: 2 },
  },
};

test("what a device said of itself several times stands there once", async () => {
  const said = { ...description("the-phone"), roles: ["player", "player"], commands: Array.from({ length: 4000 }, () => "queue.remove") };
  const devices = [{ ...said, online: false, volume: 30, seen_at: start }];
  const hub = await loaded({ version: 1, ...kept[0], session: { ...kept[0].session, devices } });
  expect(hub?.session.devices).toMatchObject([{ roles: ["player"], commands: ["queue.remove"] }]);
});

test("a command that was done before its wish was kept is done", async () => {
  await withStorage((storage) => {
    const store = new SessionStore(storage);
    store.saveDone(playing, { id: "one", revision: 2, wish: null }, start);
    expect(store.done("one")).toEqual({ revision: 2, wish: null });
  });
});

async function loaded(document: unknown): Promise<Hub | undefined> {
  return withStorage((storage) => {
    new SessionStore(storage).save(playing, start);
    storage.sql.exec("UPDATE session SET document = ?", JSON.stringify(document));
    return new SessionStore(storage).load();
  });
}

test("a session that was kept in an older shape goes on, its entries named as they were", async () => {
  const hub = await loaded(kept[0]);
  const { session, partRevisions } = hub ?? expect.fail();
  const { devices, queue, ...others } = kept[0].session;
  expect(partRevisions).toEqual(kept[0].partRevisions);
  expect(session).toEqual({ ...emptySession, ...others, devices: session.devices, queue: { ...queue, uris: tracks, name: "context" } });
  const [{ formats: _, ...device } = expect.fail()] = devices;
  expect(session.devices).toEqual([device]);
  const next = handle(hub ?? expect.fail(), { ...play, id: "another", command: { type: "next" }, uris: [] }, start).hub;
  expect(next.session.queue.current?.uid).toBe("some-command-0");
});

test("what a document does not have yet is as in a session that nobody began", async () => {
  const { skips: _, failures: _failures, ...session } = kept[0].session;
  expect((await loaded({ ...kept[0], session }))?.session).toMatchObject({ revision: 4, skips: [], failures: 0 });
});

test("a write that fails leaves all as it was, and the next one is whole", async () => {
  await withStorage((storage) => {
    const store = new SessionStore(storage);
    store.saveDone(here, { id: "one", revision: 1, wish: "wish" }, start);
    expect(() => store.saveDone(playing, { id: "one", revision: 2, wish: "wish" }, start)).toThrow("UNIQUE");
    expect(new SessionStore(storage).load()).toEqual(here);
    store.saveDone(playing, { id: "two", revision: 2, wish: "wish" }, start);
    expect(new SessionStore(storage).load()).toEqual(playing);
  });
});
