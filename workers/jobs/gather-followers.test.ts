import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { changedCounts, readFollowerCounts, settleCounts, tellHomes, writeFollows, type Follow } from "../../d1/library/follows.ts";
import { openDatabases, type SlicedDatabases } from "../../d1/databases.ts";
import { idInSlice } from "../../domain/ids.ts";
import { gatherFollowers } from "./gather-followers.ts";
import { throughMinute } from "./sweep.ts";

/** Two databases of listeners, though the configuration has one: the catalogue's stands in for the second. */
const library = openDatabases({ LIBRARY_0: env.LIBRARY_0, LIBRARY_1: env.CATALOG_0 }, "LIBRARY_0:0-63,LIBRARY_1:64-127");
/** Homes of artists, in a database of the same shape. */
const catalogue = openDatabases({ CATALOG_0: env.LIBRARY_0 }, "CATALOG_0:0-1023");

let made = 0;
/** @param slice 0–63 in the first database, 64–127 in the second */
function newId(slice: number): string {
  const digest = new Uint8Array(16);
  new DataView(digest.buffer).setUint32(12, ++made);
  return idInSlice(slice, digest);
}

beforeAll(async () => {
  const migrations: Parameters<typeof applyD1Migrations>[1] = JSON.parse(String(Reflect.get(env, "LIBRARY_MIGRATIONS")));
  await applyD1Migrations(env.LIBRARY_0, migrations);
  await applyD1Migrations(env.CATALOG_0, migrations);
});

const follow = (id: string, revision: number, following = true, kind: Follow["kind"] = "user"): Follow => ({
  id,
  kind,
  following,
  revision,
});

test("followers of all databases are added up, wherever they and their target live", async () => {
  const user = newId(5);
  const playlist = newId(70);
  const artist = newId(900);
  for (const slice of [0, 1, 64, 65, 66]) {
    const listener = newId(slice);
    await writeFollows(library, listener, [follow(user, 1), follow(playlist, 1, true, "playlist"), follow(artist, 1, true, "artist")]);
    if (slice === 66) await writeFollows(library, listener, [follow(playlist, 2, false, "playlist")]);
  }
  expect(await readFollowerCounts(library, [user, playlist])).toEqual(new Map());
  await gatherFollowers({ catalogue, library });
  expect(await readFollowerCounts(library, [playlist, user, newId(3)])).toEqual(
    new Map([
      [user, 5],
      [playlist, 4],
    ]),
  );
  expect(await readFollowerCounts(catalogue, [artist])).toEqual(new Map([[artist, 5]]));
});

test("a round costs nothing where nothing changed, and a change is gathered once", async () => {
  const target = newId(1);
  await writeFollows(library, newId(2), [follow(target, 1)]);
  await gatherFollowers({ catalogue, library });
  for (const { database } of library.named()) expect(await changedCounts(database, 10)).toEqual([]);
  await writeFollows(library, newId(3), [follow(target, 1)]);
  const [first] = library.named();
  expect(await changedCounts(first?.database ?? library.listing(), 10)).toMatchObject([{ targetId: target, followers: 2 }]);
});

test("more changes than fit into one statement are gathered in one round", async () => {
  const targets = Array.from({ length: 1201 }, () => newId(made % 128));
  await writeFollows(
    library,
    newId(2),
    targets.slice(0, 600).map((id) => follow(id, 1)),
  );
  await writeFollows(
    library,
    newId(2),
    targets.slice(600).map((id) => follow(id, 1)),
  );
  await gatherFollowers({ catalogue, library });
  expect(await readFollowerCounts(library, targets)).toEqual(new Map(targets.map((id) => [id, 1])));
});

test("a database that can't be reached keeps no other from being gathered, and its homes hear of it later", async () => {
  const target = newId(3);
  await writeFollows(library, newId(1), [follow(target, 1)]);
  await writeFollows(library, newId(65), [follow(target, 1)]);
  const broken: SlicedDatabases = {
    ...library,
    named: () => [{ name: "LIBRARY_1", database: openDatabases({ NONE: failing }, "NONE:0-1").listing() }, ...library.named().slice(0, 1)],
  };
  await expect(gatherFollowers({ catalogue, library: broken })).rejects.toThrow();
  expect(await readFollowerCounts(library, [target])).toEqual(new Map([[target, 1]]));
  await gatherFollowers({ catalogue, library });
  expect(await readFollowerCounts(library, [target])).toEqual(new Map([[target, 2]]));
});

test("a home that can't be reached keeps no other from being told, however much waits for it", async () => {
  const lost = Array.from({ length: 1201 }, () => newId(901));
  const [artist, user] = [newId(902), newId(3)];
  const listener = newId(2);
  for (const targets of [lost.slice(0, 600), lost.slice(600), [artist]]) {
    await writeFollows(
      library,
      listener,
      targets.map((id) => follow(id, 1, true, "artist")),
    );
  }
  await writeFollows(library, listener, [follow(user, 1)]);
  const homes = openDatabases({ LOST: failing, CATALOG_0: env.LIBRARY_0 }, "CATALOG_0:0-900,LOST:901-901,CATALOG_0:902-1023");
  await expect(gatherFollowers({ catalogue: homes, library })).rejects.toThrow();
  expect([await readFollowerCounts(library, [user]), await readFollowerCounts(catalogue, [artist])]).toEqual([
    new Map([[user, 1]]),
    new Map([[artist, 1]]),
  ]);
  await gatherFollowers({ catalogue, library });
  expect((await readFollowerCounts(catalogue, lost)).size).toBe(lost.length);
});

test.each([0, 1, 14_999, 15_001, 44_999, 45_001, 59_999])("a follow at %d ms of a minute is counted within 16 seconds", async (offset) => {
  const target = newId(64);
  const start = 1_800_000_000_000;
  let now = start;
  let countedAt: number | undefined;
  const clock = {
    now: () => now,
    async wait(ms: number) {
      const until = now + ms;
      if (now <= start + offset && start + offset < until) await writeFollows(library, newId(0), [follow(target, 1)]);
      now = until;
    },
  };
  for (const minute of [start - 1000, start + 59_000]) {
    await throughMinute(minute, clock, async () => {
      await gatherFollowers({ catalogue, library });
      if ((await readFollowerCounts(library, [target])).get(target) === 1) countedAt ??= now;
    });
  }
  expect((countedAt ?? Infinity) - (start + offset)).toBeLessThanOrEqual(16_000);
});

const failing = {
  prepare(): never {
    throw new Error("out of reach");
  },
};

type Step =
  | { kind: "follow"; listener: number; target: number; following: boolean }
  /** Delivers a note again, or late. */
  | { kind: "repeat"; note: number }
  /** Gathers up to the given step, and then breaks off: read, told, settled. */
  | { kind: "gather"; source: number; until: number }
  /** Tells homes what was read some time ago. */
  | { kind: "tell late"; reading: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("follow" as const),
    listener: fc.nat(5),
    target: fc.nat(3),
    following: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("repeat" as const), note: fc.nat(100) }),
  fc.record({ kind: fc.constant("gather" as const), source: fc.nat(1), until: fc.nat(3) }),
  fc.record({ kind: fc.constant("tell late" as const), reading: fc.nat(20) }),
);

test("whatever comes twice, late or breaks off, the sum is that of who follows now", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      // Everybody anew, so that runs know nothing of one another.
      const listeners = Array.from({ length: 6 }, (_, index) => newId(index % 2 === 0 ? 0 : 64));
      const targets = Array.from({ length: 4 }, (_, index) => newId(index % 2 === 0 ? 1 : 65));
      const following = new Map<string, boolean>();
      const notes: { listener: string; note: Follow }[] = [];
      const readings: { source: string; counts: Awaited<ReturnType<typeof changedCounts>> }[] = [];
      const lateDeliveries: typeof notes = [];
      for (const [revision, act] of steps.entries()) {
        if (act.kind === "follow") {
          const listener = listeners[act.listener] ?? "";
          const target = targets[act.target] ?? "";
          following.set(`${listener} ${target}`, act.following);
          const entry = { listener, note: follow(target, revision + 1, act.following) };
          notes.push(entry);
          // Every third note is late.
          if (revision % 3 === 0) lateDeliveries.push(entry);
          else await writeFollows(library, listener, [entry.note]);
        } else if (act.kind === "repeat") {
          const entry = notes[act.note % Math.max(1, notes.length)];
          if (entry) await writeFollows(library, entry.listener, [entry.note]);
        } else if (act.kind === "gather") {
          const source = library.named()[act.source];
          if (!source) continue;
          const counts = await changedCounts(source.database, 500);
          readings.push({ source: source.name, counts });
          if (act.until >= 1) await tellHomes(library, source.name, counts);
          if (act.until >= 2) await settleCounts(source.database, counts);
        } else {
          const reading = readings[act.reading % Math.max(1, readings.length)];
          if (reading) await tellHomes(library, reading.source, reading.counts);
        }
      }
      for (const { listener, note } of lateDeliveries.toReversed()) await writeFollows(library, listener, [note]);
      await gatherFollowers({ catalogue, library });
      for (const { source, counts } of readings.toReversed()) await tellHomes(library, source, counts);
      const counted = await readFollowerCounts(library, targets);
      const expected = targets.map((target) => listeners.filter((listener) => following.get(`${listener} ${target}`)).length);
      expect(targets.map((target) => counted.get(target) ?? 0)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
