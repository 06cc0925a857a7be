import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { valueOf } from "../../contracts/playlist-object.ts";
import { openDatabases } from "../../d1/databases.ts";
import { listPublicOf, putListing, readListings } from "../../d1/library/playlists.ts";
import {
  account,
  addTracks,
  admit,
  makePlaylist,
  migrateLibrary,
  owner,
  perform,
  privateDetails,
  randomId,
  trackUri,
  type Stub,
} from "./support/playlists.ts";
import { Book } from "./book.ts";
import type { Playlist } from "./object.ts";
import { Outbox } from "./outbox.ts";
import type { PlaylistProjection } from "./projection.ts";
import { Watcher } from "./support/watcher.ts";

beforeAll(migrateLibrary);

const bob = account("bob");
const databases = openDatabases(env, env.LIBRARY_SLICES);

/** Waits until everybody was told everything, by alarm where need be. */
async function settle(stub: Stub): Promise<void> {
  await expect
    .poll(
      async () => {
        await runDurableObjectAlarm(stub);
        return runInDurableObject(stub, (_, { storage }) => {
          const [left] = storage.sql
            .exec("SELECT (SELECT count(*) FROM notice) + (SELECT 1 FROM playlist WHERE told_version = 0) AS n")
            .toArray();
          const told = storage.sql
            .exec<{ behind: number }>(
              "SELECT access_version + (SELECT coalesce(max(revision), 0) FROM log) - told_version AS behind FROM playlist",
            )
            .one();
          return [left?.["n"] ?? 0, told.behind];
        });
      },
      { timeout: 10_000 },
    )
    .toEqual([0, 0]);
}

const listed = async (id: string) => (await readListings(databases, [id]))[0];
const isNoted = async (accountId: string, id: string) => (await env.LISTENERS.getByName(accountId).contains("playlist", [id]))[0];

test("lists hear of a playlist and of every change, libraries of whose it is", async () => {
  const { id, stub } = await makePlaylist({ public: true });
  await admit(stub, bob, "editor");
  await addTracks(stub, bob, 1, 2);
  await perform(stub, owner, { type: "describe", name: "Night buses" });
  await settle(stub);
  expect(await listed(id)).toMatchObject({ id, owner, name: "Night buses", total: 2, members: 1, revision: 2, public: true, image: null });
  expect(await listed(id)).toMatchObject({ snapshot_id: valueOf(await stub.head(owner)).snapshot_id });
  expect([await isNoted(owner, id), await isNoted(bob, id)]).toEqual([true, true]);
  await stub.removeMember(bob, bob);
  await settle(stub);
  expect(await isNoted(bob, id)).toBe(false);
});

test("a crash between a change and its telling heals by itself", async () => {
  const { id, stub } = await makePlaylist();
  await settle(stub);
  await env.LIBRARY_0.exec("ALTER TABLE playlist RENAME TO elsewhere");
  await addTracks(stub, owner, 1);
  await runInDurableObject(stub, (_, state) => state.abort("crash")).catch(() => undefined);
  await evictDurableObject(env.PLAYLIST.getByName(id)).catch(() => undefined);
  await env.LIBRARY_0.exec("ALTER TABLE elsewhere RENAME TO playlist");
  expect(await listed(id)).toMatchObject({ total: 0 });
  const again = env.PLAYLIST.getByName(id);
  expect(await runInDurableObject(again, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  expect(await runDurableObjectAlarm(again)).toBe(true);
  expect(await listed(id)).toMatchObject({ total: 1, revision: 1 });
});

test("an older telling that arrives late changes nothing", async () => {
  const { id, stub } = await makePlaylist();
  await addTracks(stub, owner, 1);
  await settle(stub);
  const now = await listed(id);
  if (!now) throw new Error("not listed");
  await putListing(databases, { id, version: 1, listing: { ...now, name: "Older" } });
  await putListing(databases, { id, version: 1, listing: "ended" });
  expect(await listed(id)).toEqual(now);
});

test("a telling that arrives after the end brings nothing back, however late or new, and nothing of the playlist is kept", async () => {
  const { id, stub } = await makePlaylist({ public: true, name: "Not to be kept" });
  await settle(stub);
  const listing = await listed(id);
  if (!listing) throw new Error("not listed");
  for (const each of [id, randomId()]) {
    await putListing(databases, { id: each, version: 7, listing: "ended" });
    for (const version of [6, 8]) await putListing(databases, { id: each, version, listing: { ...listing, id: each } });
    expect(await listed(each)).toBeUndefined();
  }
  const { listings } = await listPublicOf(databases, owner, { offset: 0, limit: 50 });
  expect(listings.map((each) => each.id)).not.toContain(id);
  const rows = await env.LIBRARY_0.prepare("SELECT * FROM playlist WHERE id = ?").bind(id).all();
  expect(JSON.stringify(rows.results)).not.toMatch(new RegExp(`Not to be kept|${owner}`));
});

test("only public playlists are on their owner's page, newest first", async () => {
  const made = [];
  for (const options of [{ public: true, name: "One" }, { name: "Hidden" }, { public: true, name: "Two" }]) {
    const { stub } = await makePlaylist(options);
    await settle(stub);
    made.push(stub);
  }
  const { listings, total } = await listPublicOf(databases, owner, { offset: 0, limit: 2 });
  expect(listings.map(({ name }) => name).slice(0, 2)).toEqual(["Two", "One"]);
  expect((await listPublicOf(databases, owner, { offset: total, limit: 5 })).listings).toEqual([]);
});

test("of an ended playlist nothing is left: sockets, lists, libraries, the object itself", async () => {
  const { id, stub } = await makePlaylist({ uris: [trackUri(1)], public: true });
  await admit(stub, bob, "editor");
  await settle(stub);
  const socket = await Watcher.watch(stub, { id: bob });
  await stub.end(bob);
  expect(await stub.access(bob)).toBe("editor");
  await stub.end(owner);
  expect(await socket.ended()).toBe(4404);
  expect(await stub.access(owner)).toBeUndefined();
  await expect
    .poll(
      async () => {
        await runDurableObjectAlarm(stub);
        return runInDurableObject(stub, (_, { storage }) =>
          storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
        );
      },
      { timeout: 10_000 },
    )
    .toEqual([]);
  expect(await listed(id)).toBeUndefined();
  expect([await isNoted(owner, id), await isNoted(bob, id)]).toEqual([false, false]);
});

test("while an ended playlist vanishes, nobody makes another one in its place", async () => {
  const { id, stub } = await makePlaylist();
  await settle(stub);
  let meanwhile: unknown;
  await runInDurableObject(stub, (instance: Playlist, { storage }) => {
    const deleteAll = storage.deleteAll.bind(storage);
    storage.deleteAll = (): Promise<void> => {
      meanwhile = instance.create({ id, owner, details: privateDetails });
      return deleteAll();
    };
  });
  await stub.end(owner);
  await expect
    .poll(
      async () => {
        await runDurableObjectAlarm(stub);
        return meanwhile;
      },
      { timeout: 10_000 },
    )
    .toMatchObject({ ok: false, error: { code: "conflict" } });
  expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).toBeNull();
});

/** An outbox of that playlist beside the object's own, which tells as it is told to. */
async function withOutbox(
  stub: Stub,
  projection: Partial<PlaylistProjection>,
  work: (outbox: Outbox, book: Book) => Promise<void>,
): Promise<void> {
  const working: PlaylistProjection = { tell: () => Promise.resolve(), note: () => Promise.resolve() };
  await runInDurableObject(stub, async (_, { storage }) => {
    const book = Book.open(storage);
    if (!book) throw new Error("there is no playlist");
    book.changePeople((people, version) => {
      for (const accountId of [owner, bob]) people.note(accountId, "member", version);
    });
    await work(new Outbox(book, { ...working, ...projection }, 20), book);
  });
}

test("a telling that never comes to an end is given up, and tried again", async () => {
  const { stub } = await makePlaylist();
  let calls = 0;
  const tell = (): Promise<void> => (++calls === 1 ? new Promise(() => undefined) : Promise.resolve());
  await withOutbox(stub, { tell }, async (outbox, book) => {
    const now = Date.now();
    expect(await outbox.deliver(now, { isAlarm: false })).toMatchObject({ fault: expect.any(Error) });
    expect(await outbox.deliver(now + 2000, { isAlarm: true })).toBeUndefined();
    expect([outbox.isEmpty, book.record.toldVersion]).toEqual([true, book.version]);
  });
});

test("a library that can't be told keeps no other from hearing", async () => {
  const { stub } = await makePlaylist();
  const note = ({ account_id: id }: { account_id: string }): Promise<void> =>
    id === bob ? Promise.resolve() : Promise.reject(new Error("out of reach"));
  await withOutbox(stub, { note }, async (outbox, book) => {
    expect(await outbox.deliver(Date.now(), { isAlarm: false })).toMatchObject({ fault: expect.any(Error) });
    expect(book.people.notices().map(({ account_id: left }) => left)).toEqual([owner]);
  });
});

test("edits during an outage do not put off when it is tried again; alarms that fail do", async () => {
  const { stub } = await makePlaylist();
  const tell = (): Promise<void> => Promise.reject(new Error("out of reach"));
  await withOutbox(stub, { tell }, async (outbox) => {
    const start = Date.now();
    for (let second = 1; second <= 10; second++) await outbox.deliver(start + second * 2000, { isAlarm: false });
    const now = start + 22_000;
    expect(outbox.nextLook(now)).toBeLessThanOrEqual(now + 5000);
    for (let alarm = 1; alarm <= 4; alarm++) await outbox.deliver(now + alarm * 2000, { isAlarm: true });
    expect(outbox.nextLook(now)).toBe(now + 40_000);
  });
});
