import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { valueOf } from "../../contracts/playlist-object.ts";
import type { Operation } from "../../domain/playlist/schema.ts";
import {
  account,
  addTracks,
  admit,
  codeOf,
  makePlaylist,
  migrateLibrary,
  owner,
  perform,
  privateDetails,
  randomId,
  trackUri,
  uidsOf,
} from "./support/playlists.ts";
import { Watcher } from "./support/watcher.ts";

beforeAll(migrateLibrary);

const bob = account("bob");

test("what was done is there after the object was evicted, in its order, with who added it", async () => {
  const { stub } = await makePlaylist();
  const [first = "", second = "", third = ""] = await addTracks(stub, owner, 1, 2, 3);
  await perform(stub, owner, { type: "move", uids: [third], after: null });
  await perform(stub, owner, { type: "remove", uids: [first] });
  await evictDurableObject(stub);
  const { head, items } = valueOf(await stub.items(owner, { offset: 0, limit: 100 }));
  expect(items.map(({ uid, uri, added_by: by }) => [uid, uri, by])).toEqual([
    [third, trackUri(3), owner],
    [second, trackUri(2), owner],
  ]);
  expect(head).toMatchObject({ revision: 3, total: 2, role: "owner", ...privateDetails });
});

test("an operation that is sent again is done once, also after an eviction, and says the revision that it had", async () => {
  const { stub } = await makePlaylist();
  const id = randomId();
  const operation = { type: "add" as const, items: [{ uid: randomId(), uri: trackUri(1) }] };
  const first = valueOf(await stub.edit(owner, id, operation));
  await addTracks(stub, owner, 2);
  await evictDurableObject(stub);
  expect(valueOf(await stub.edit(owner, id, operation))).toEqual(first);
  expect(await uidsOf(stub)).toHaveLength(2);
});

test("two people may choose the same operation's id", async () => {
  const { stub } = await makePlaylist();
  await admit(stub, bob, "editor");
  const id = randomId();
  for (const by of [owner, bob]) valueOf(await stub.edit(by, id, { type: "add", items: [{ uid: randomId(), uri: trackUri(1) }] }));
  expect(await uidsOf(stub)).toHaveLength(2);
});

test("an operation writes one row, its entry in the index and, first of a burst, an alarm", async () => {
  const { stub } = await makePlaylist();
  await addTracks(stub, owner, 1);
  const written = await runInDurableObject(stub, async (object, state) => {
    const { sql } = state.storage;
    const before = sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM log").one().rows;
    await object.edit(owner, randomId(), { type: "add", items: [{ uid: randomId(), uri: trackUri(2) }] });
    const tables = sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .toArray();
    return {
      log: sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM log").one().rows - before,
      tables: tables.map(({ name }) => name).toSorted(),
    };
  });
  expect(written).toEqual({ log: 1, tables: ["invitation", "log", "member", "migration", "notice", "playlist", "snapshot"] });
});

test("an object where no playlist was made stays empty, whatever it is asked", async () => {
  const stub = env.PLAYLIST.getByName(randomId());
  expect(await stub.access(owner)).toBeUndefined();
  const refusals = [
    await stub.head(owner),
    await stub.items(null, { offset: 0, limit: 1 }),
    await stub.document({ offset: 0, limit: 100 }),
    await stub.edit(owner, randomId(), { type: "undo" }),
    await stub.editByIndex(owner, randomId(), { type: "add", uris: [trackUri(1)] }),
    await stub.history(owner, { limit: 1 }),
    await stub.members(owner),
    await stub.invite(owner, { role: "editor", lifetime: 3_600_000 }),
    await stub.offer("nothing"),
    await stub.join(owner, "nothing"),
    await stub.removeMember(owner, owner),
  ];
  expect(new Set(refusals.map(codeOf))).toEqual(new Set(["not_found"]));
  expect((await stub.fetch("https://playlist.internal/live", { headers: { upgrade: "websocket" } })).status).toBe(404);
  await stub.end(owner);
  const left = await runInDurableObject(stub, async (_, { storage }) => {
    const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray();
    return { tables, alarm: await storage.getAlarm() };
  });
  expect(left).toEqual({ tables: [], alarm: null });
});

test("a playlist is made once; asked again by its owner it is the same, by somebody else it is taken", async () => {
  const { id, stub } = await makePlaylist({ uris: [trackUri(1), trackUri(1)] });
  const again = { id, owner, details: { ...privateDetails, name: "Another" } };
  expect(valueOf(await stub.create(again))).toMatchObject({ name: "Late trains", total: 2 });
  expect(codeOf(await stub.create({ ...again, owner: bob }))).toBe("conflict");
  const both = { ...again, id: randomId(), details: { ...privateDetails, public: true, collaborative: true } };
  expect(codeOf(await env.PLAYLIST.getByName(both.id).create(both))).toBe("invalid_request collaborative");
});

test("edits by position mean the items that stood there in their version, wherever those are by now", async () => {
  const { stub } = await makePlaylist({ uris: [1, 2, 3, 4, 5].map(trackUri) });
  const { snapshot_id: snapshotId } = valueOf(await stub.head(owner));
  const [a, b, c, d, e] = await uidsOf(stub);
  valueOf(await stub.editByIndex(owner, randomId(), { type: "reorder", range_start: 4, insert_before: 0 }));
  expect(await uidsOf(stub)).toEqual([e, a, b, c, d]);
  const moved = { type: "reorder" as const, range_start: 0, range_length: 2, insert_before: 4, snapshot_id: snapshotId };
  valueOf(await stub.editByIndex(owner, randomId(), moved));
  expect(await uidsOf(stub)).toEqual([e, c, d, a, b]);
  valueOf(
    await stub.editByIndex(owner, randomId(), { type: "remove", items: [{ uri: trackUri(2), positions: [1] }], snapshot_id: snapshotId }),
  );
  expect(await uidsOf(stub)).toEqual([e, c, d, a]);
  valueOf(await stub.editByIndex(owner, randomId(), { type: "add", uris: [trackUri(9), trackUri(9)], position: 1 }));
  valueOf(await stub.editByIndex(owner, randomId(), { type: "remove", items: [{ uri: trackUri(5) }, { positions: [4] }] }));
  const { items } = valueOf(await stub.items(owner, { offset: 0, limit: 10 }));
  expect(items.map(({ uri }) => uri)).toEqual([9, 9, 3, 1].map(trackUri));
});

test("positions that there are not are named; versions of other playlists are no versions", async () => {
  const { stub } = await makePlaylist({ uris: [trackUri(1), trackUri(2)] });
  const other = await makePlaylist();
  const foreign = valueOf(await other.stub.head(owner)).snapshot_id;
  const own = valueOf(await stub.head(owner)).snapshot_id;
  const refused = async (edit: Parameters<typeof stub.editByIndex>[2]) => codeOf(await stub.editByIndex(owner, randomId(), edit));
  expect([
    await refused({ type: "add", uris: [trackUri(1)], position: 3 }),
    await refused({ type: "reorder", range_start: 2, insert_before: 0 }),
    await refused({ type: "reorder", range_start: 1, insert_before: 0, range_length: 2 }),
    await refused({ type: "reorder", range_start: 0, insert_before: 3 }),
    await refused({ type: "remove", items: [{ uri: trackUri(1), positions: [2] }] }),
    await refused({ type: "remove", items: [{ uri: trackUri(1), positions: [1] }] }),
    await refused({ type: "remove", items: [{ uri: trackUri(1) }], snapshot_id: foreign }),
    await refused({ type: "remove", items: [{ uri: trackUri(1) }], snapshot_id: "nonsense" }),
    await refused({ type: "remove", items: [{ uri: trackUri(1) }], snapshot_id: `000007${own.slice(6)}` }),
    await refused({ type: "add", uris: ["spotify:track:1"] }),
  ]).toEqual([
    "invalid_request position",
    "invalid_request range_start",
    "invalid_request range_length",
    "invalid_request insert_before",
    "invalid_request positions",
    "invalid_request positions",
    "conflict snapshot_id",
    "conflict snapshot_id",
    "conflict snapshot_id",
    "invalid_request uris.0",
  ]);
  expect(valueOf(await stub.head(owner)).revision).toBe(0);
});

test("one's own last change is taken back, the one before it next, and nobody else's ever", async () => {
  const { stub } = await makePlaylist();
  await admit(stub, bob, "editor");
  const [mine = ""] = await addTracks(stub, owner, 1);
  const [his = ""] = await addTracks(stub, bob, 2);
  await perform(stub, owner, { type: "describe", name: "Night buses" });
  await perform(stub, owner, { type: "move", uids: [his], after: null });
  await evictDurableObject(stub);
  await perform(stub, owner, { type: "undo" });
  expect(await uidsOf(stub)).toEqual([mine, his]);
  await perform(stub, owner, { type: "undo" });
  expect(valueOf(await stub.head(owner)).name).toBe("Late trains");
  await perform(stub, owner, { type: "undo" });
  expect(await uidsOf(stub)).toEqual([his]);
  expect(codeOf(await stub.edit(owner, randomId(), { type: "undo" }))).toBe("conflict");
});

test("what somebody else has changed since is not taken back, and the refusal says so", async () => {
  const { stub } = await makePlaylist();
  await admit(stub, bob, "editor");
  const [item = ""] = await addTracks(stub, owner, 1);
  await addTracks(stub, bob, 2);
  await perform(stub, bob, { type: "move", uids: [item] });
  const refused = await stub.edit(owner, randomId(), { type: "undo" });
  expect(refused).toMatchObject({ ok: false, error: { code: "conflict", message: expect.stringContaining("Somebody") } });
});

test("any version can be had back, which is a change itself; names only by the owner", async () => {
  const { stub } = await makePlaylist({ uris: [1, 2, 3].map(trackUri) });
  await admit(stub, bob, "editor");
  const before = valueOf(await stub.items(owner, { offset: 0, limit: 10 })).items;
  await perform(stub, owner, { type: "describe", name: "Spoiled" });
  await perform(stub, owner, { type: "replace", items: [{ uid: randomId(), uri: trackUri(7) }] });
  await perform(stub, bob, { type: "restore", revision: 0 });
  expect(valueOf(await stub.items(owner, { offset: 0, limit: 10 }))).toMatchObject({
    items: before,
    head: { revision: 3, name: "Spoiled" },
  });
  await perform(stub, owner, { type: "restore", revision: 0 });
  expect(valueOf(await stub.head(owner)).name).toBe("Late trains");
  expect(codeOf(await stub.edit(owner, randomId(), { type: "restore", revision: 9 }))).toBe("not_found revision");
  const old = valueOf(await stub.version(bob, 2, { offset: 0, limit: 10 }));
  expect(old).toMatchObject({ head: { name: "Spoiled", revision: 2, total: 1 }, items: [{ uri: trackUri(7) }] });
});

test("history tells what changed, by whom, newest first, down to how it began", async () => {
  const { stub } = await makePlaylist({ uris: [trackUri(1)] });
  await admit(stub, bob, "editor");
  const uids = await addTracks(stub, bob, 2, 3);
  await perform(stub, owner, { type: "describe", name: "Night buses", public: true });
  await perform(stub, bob, { type: "remove", uids });
  const newest = valueOf(await stub.history(owner, { limit: 2 }));
  expect(newest).toMatchObject({
    more: true,
    versions: [
      { revision: 3, by: bob, kind: "edit", removed: 2, added: 0, total: 1 },
      { revision: 2, by: owner, described: ["name", "public"], renamed: { before: "Late trains", after: "Night buses" } },
    ],
  });
  expect(valueOf(await stub.history(bob, { before: 2, limit: 2 }))).toMatchObject({
    more: false,
    versions: [
      { revision: 1, by: bob, added: 2, uris: [trackUri(2), trackUri(3)] },
      { revision: 0, by: owner, kind: "created", added: 1, total: 1 },
    ],
  });
});

test("ten thousand items are added, turned around, taken away and had back; one more is refused", async () => {
  const { stub } = await makePlaylist({ uris: Array.from({ length: 10_000 }, (_, index) => trackUri(index)) });
  const uids = await uidsOf(stub);
  expect(codeOf(await stub.edit(owner, randomId(), { type: "add", items: [{ uid: randomId(), uri: trackUri(1) }] }))).toBe(
    "unprocessable items",
  );
  await perform(stub, owner, { type: "move", uids: uids.toReversed(), after: null });
  const others = Array.from({ length: 10_000 }, (_, index) => ({ uid: `${randomId()}-${index % 10}`, uri: trackUri(index) }));
  await perform(stub, owner, { type: "replace", items: others });
  await perform(stub, owner, { type: "restore", revision: 1 });
  await evictDurableObject(stub);
  expect(await uidsOf(stub)).toEqual(uids.toReversed());
  await perform(stub, owner, { type: "undo" });
  expect(await uidsOf(stub)).toEqual(others.map(({ uid }) => uid));
});

test("every version can be had back after hundreds of changes, though few snapshots are kept", async () => {
  const { stub } = await makePlaylist();
  const names: string[] = ["Late trains"];
  for (let change = 1; change <= 260; change++) {
    names.push(`Name ${change}`);
    await perform(stub, owner, { type: "describe", name: `Name ${change}` });
  }
  const snapshots = await runInDurableObject(stub, (_, { storage }) => storage.sql.exec("SELECT revision FROM snapshot").toArray());
  expect(snapshots).toEqual([{ revision: 0 }, { revision: 200 }]);
  for (const revision of [0, 99, 100, 199, 201, 260]) {
    expect(valueOf(await stub.version(owner, revision, { offset: 0, limit: 1 })).head.name).toBe(names[revision]);
  }
});

test("an undo never changes who may see it: what was said of that stays, and what was done before is taken back", async () => {
  const { stub } = await makePlaylist({ collaborative: true });
  await perform(stub, owner, { type: "describe", name: "One" });
  await perform(stub, owner, { type: "describe", name: "Two", public: true, collaborative: false });
  await perform(stub, owner, { type: "describe", public: false });
  await perform(stub, owner, { type: "undo" });
  expect(valueOf(await stub.head(owner))).toMatchObject({ name: "One", public: false, collaborative: false });
  await perform(stub, owner, { type: "undo" });
  expect(valueOf(await stub.head(owner))).toMatchObject({ name: "Late trains", public: false, collaborative: false });
});

test("a picture is only what is kept for it: no edit gives one, though it takes one away", async () => {
  const { stub } = await makePlaylist();
  await admit(stub, bob, "editor");
  const image = { id: randomId(), sizes: [64], colour: "#102030" };
  const edit = { type: "describe", image } as unknown as Operation;
  expect(codeOf(await stub.edit(owner, randomId(), edit))).toMatch(/^invalid_request/);
  const live = await Watcher.watch(stub, { id: owner });
  live.do(randomId(), edit);
  expect(await live.next("nack")).toMatchObject({ code: "invalid_request" });
  expect(codeOf(await stub.setPicture(bob, randomId(), image))).toBe("forbidden");
  valueOf(await stub.setPicture(owner, randomId(), image));
  expect(valueOf(await stub.head(owner)).image).toEqual(image);
  await perform(stub, owner, { type: "describe", image: null });
  expect(valueOf(await stub.head(owner)).image).toBeNull();
});
