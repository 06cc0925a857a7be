/** The library against a plain map: whatever is done to it, in whatever order. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareKept } from "../../domain/library/pages.ts";
import { openLibraryStore } from "./store.ts";

type Entry = { at: number; followed: boolean; relation: "owner" | "member" | null };

/** What a library is, with nothing that makes it quick. */
function openModel() {
  const kept = new Map<string, Entry>();
  const news = new Map<string, boolean>();
  return {
    kept,
    news,
    keep(items: readonly { id: string; at?: number }[], now: number) {
      const seen = new Set<string>();
      for (const { id, at } of items) {
        if (seen.has(id)) continue;
        const known = kept.get(id);
        const entry = { at: at ?? known?.at ?? now - seen.size, followed: true, relation: known?.relation ?? null };
        if (known?.followed !== true) news.set(id, true);
        seen.add(id);
        kept.set(id, entry);
      }
    },
    drop(ids: readonly string[]) {
      for (const id of ids) {
        const known = kept.get(id);
        if (!known?.followed) continue;
        news.set(id, false);
        if (known.relation === null) kept.delete(id);
        else kept.set(id, { ...known, followed: false });
      }
    },
    note(id: string, relation: "owner" | "member" | "gone", now: number) {
      const known = kept.get(id);
      if (relation !== "gone") kept.set(id, { at: known?.at ?? now, followed: known?.followed ?? false, relation });
      else if (known?.followed) kept.set(id, { ...known, relation: null });
      else kept.delete(id);
    },
  };
}

const named = (number: number): string => `playlist ${String(number % 2000).padStart(4, "0")}`;
const item = fc.nat(1999).map(named);
/** Many at once, so that pages fill up: next to one another or far apart, some of them twice. */
const items = fc
  .record({ from: fc.nat(1999), count: fc.integer({ min: 1, max: 700 }), stride: fc.constantFrom(1, 7, 400) })
  .map(({ from, count, stride }) => Array.from({ length: count }, (_, index) => named(from + index * stride)));
const time = fc.nat(3000);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant("keep" as const), ids: items, at: fc.option(time) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("drop" as const), ids: items }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant("note" as const), id: item, relation: fc.constantFrom("owner", "member", "gone") }),
  },
  /** The object wakes anew. */
  { weight: 1, arbitrary: fc.constant({ act: "wake" as const }) },
);

test("is as a plain map would be", { timeout: 120_000 }, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.nat(2000), async (steps, offset) => {
      await runInDurableObject(env.LISTENERS.getByName(`run ${(run += 1)}`), (_, { storage }) => {
        let store = openLibraryStore(storage, "listener");
        const model = openModel();
        for (const [index, act] of steps.entries()) {
          const now = 10_000 + 1000 * index;
          if (act.act === "keep") {
            // Every other one with a time of its own.
            const wishes = act.ids.map((id, place) => (act.at !== null && place % 2 === 0 ? { id, at: act.at + place } : { id }));
            store.keep("playlist", wishes, now);
            model.keep(wishes, now);
          } else if (act.act === "drop") {
            store.drop("playlist", act.ids);
            model.drop(act.ids);
          } else if (act.act === "note") {
            store.notePlaylist(act.id, act.relation, now);
            model.note(act.id, act.relation, now);
          } else store = openLibraryStore(storage, "listener");
        }
        const newest = Array.from(model.kept, ([id, { at }]) => ({ id, at })).toSorted((a, b) => compareKept(b, a));
        const from = offset % (newest.length + 1);
        const shown = newest.slice(from, from + 50).map(({ id, at }) => {
          return { id, added_at: at, relation: model.kept.get(id)?.relation ?? "follower" };
        });
        expect(store.playlists({ offset: from, limit: 50 })).toEqual({ total: newest.length, items: shown });
        const byId = [...model.kept.keys()].toSorted();
        expect(store.listById("playlist", "", 3000).items.map(({ id }) => id)).toEqual(byId);
        const told = store.news(3000).map(({ id, following }) => [id, following]);
        expect(told).toEqual(Array.from(model.news).toSorted(([a], [b]) => (a < b ? -1 : 1)));
      });
    }),
    { numRuns: 60 },
  );
});

test("news that changed while it was told is told again", async () => {
  await runInDurableObject(env.LISTENERS.getByName("news"), (_, { storage }) => {
    const store = openLibraryStore(storage, "listener");
    store.keep("artist", [{ id: "an artist" }, { id: "another" }], 1000);
    const told = store.news(10);
    store.drop("artist", ["an artist"]);
    store.settle(told);
    const [left, ...none] = store.news(10);
    expect([left?.id, left?.following, none]).toEqual(["an artist", false, []]);
    expect(left?.revision).toBeGreaterThan(told[0]?.revision ?? Infinity);
    expect(openLibraryStore(storage, undefined).listener()).toBe("listener");
  });
});

test("pages that emptied become one, and those that are left are read and written as before", async () => {
  await runInDurableObject(env.LISTENERS.getByName("pages"), (_, { storage }) => {
    const store = openLibraryStore(storage, "listener");
    const all = Array.from({ length: 1600 }, (_value, index) => named(index));
    store.keep(
      "track",
      all.map((id, index) => ({ id, at: index })),
      5000,
    );
    const pages = () =>
      storage.sql
        .exec<{ count: number }>("SELECT count FROM page ORDER BY from_at")
        .toArray()
        .map(({ count }) => count);
    expect(pages()).toEqual([500, 500, 500, 100]);
    store.drop("track", all.slice(0, 400));
    store.drop("track", all.slice(600, 950));
    expect(pages()).toEqual([250, 500, 100]);
    store.keep("track", [{ id: named(1999), at: 550 }], 5000);
    const left = [...all.slice(400, 551), named(1999), ...all.slice(551, 600), ...all.slice(950)].toReversed();
    expect(store.list("track", { offset: 0, limit: 2000 }).items.map(({ id }) => id)).toEqual(left);
    store.drop("track", all);
    expect(store.list("track", { offset: 0, limit: 2000 })).toMatchObject({ total: 1, items: [{ id: named(1999) }] });
    expect(pages()).toEqual([1]);
  });
});
