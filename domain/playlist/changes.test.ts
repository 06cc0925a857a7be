import fc from "fast-check";
import { expect, test } from "vitest";
import { randomId, randomOperation, trackUri } from "../../tests/support/playlist/operations.ts";
import { randomOf } from "../../tests/support/playlist/random.ts";
import { Draft } from "./draft.ts";
import { decodeChange, decodePlaylist, encodeChange, encodePlaylist } from "./encoding.ts";
import { perform, restore, type DirectOperation } from "./perform.ts";
import { applyChange, copyOf, inverseOf, playlistOf, snapshotOf, type Playlist } from "./playlist.ts";
import { longestIncreasing, rearrange } from "./rearrange.ts";
import type { Change, PlaylistItem } from "./schema.ts";

const details = { name: "Late trains", description: "", public: false, collaborative: false, image: null };
const author = { by: "ada", at: 1_800_000_000_000 };

function itemsNamed(names: readonly string[]): PlaylistItem[] {
  return names.map((uid) => ({ uid, uri: trackUri(uid.length), added_by: "ada", added_at: 0 }));
}

function playlistNamed(...names: string[]): Playlist {
  return playlistOf({ revision: 0, details, items: itemsNamed(names) });
}

const namesOf = ({ items }: Playlist) => items.inOrder().map(({ uid }) => uid);
const shown = (playlist: Playlist) => ({ ...snapshotOf(playlist), revision: 0 });

/** A playlist that has been lived with, and the changes that led there. */
function lived(seed: number, length: number): { playlist: Playlist; steps: { before: Playlist; change: Change }[] } {
  const random = randomOf(seed);
  const playlist = playlistNamed();
  const steps: { before: Playlist; change: Change }[] = [];
  while (steps.length < length) {
    const operation = randomOperation(random, snapshotOf(playlist));
    if (operation.type === "undo" || operation.type === "restore") continue;
    const before = copyOf(playlist);
    const { change } = perform(playlist, operation, { ...author, by: randomId(random, 3) });
    if (change) steps.push({ before, change });
  }
  return { playlist, steps };
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });

test("a change leads from the state that it was made for to the one that it made, and its inverse back", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const { before, change } of lived(seed, 30).steps) {
        const after = copyOf(before);
        applyChange(after, change);
        const back = copyOf(after);
        applyChange(back, inverseOf(change));
        expect(shown(back)).toEqual(shown(before));
        expect(inverseOf(inverseOf(change))).toEqual(change);
      }
    }),
    { numRuns: 40 },
  );
});

test("what is written down is read again as it was, places of removed items included", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { playlist, steps } = lived(seed, 30);
      const read = decodePlaylist(encodePlaylist(playlist));
      expect(snapshotOf(read)).toEqual(snapshotOf(playlist));
      expect([...read.tombstones.entries()]).toEqual([...playlist.tombstones.entries()]);
      for (const { change } of steps) expect(decodeChange(encodeChange(change))).toEqual(change);
    }),
    { numRuns: 40 },
  );
});

test("the largest changes there can be fit into a row", () => {
  const random = randomOf(1);
  const make = (by: string): PlaylistItem[] =>
    Array.from({ length: 10_000 }, (_, index) => ({ uid: randomId(random, 26), uri: trackUri(index), added_by: by, added_at: Date.now() }));
  const [old, fresh] = [make("ada"), make("bob")];
  const replaced = restore(playlistOf({ revision: 0, details, items: old }), { revision: 0, details, items: fresh }, true);
  const turned = restore(playlistOf({ revision: 0, details, items: old }), { revision: 0, details, items: old.toReversed() }, true);
  expect(turned.moved).toHaveLength(9999);
  for (const change of [replaced, turned]) expect(encodeChange(change).length).toBeLessThan(1_900_000);
});

const uniqueNames = fc.uniqueArray(
  fc.integer({ min: 0, max: 30 }).map((number) => `item-${number}`),
  { maxLength: 20 },
);

test("a list becomes any other, and no item moves that could have stayed", () => {
  fc.assert(
    fc.property(uniqueNames, uniqueNames, (from, to) => {
      const playlist = playlistNamed(...from);
      const draft = new Draft(playlist);
      rearrange(draft, playlist.items, itemsNamed(to));
      const { moved } = draft.finish();
      expect(namesOf(playlist)).toEqual(to);
      const order = to.filter((name) => from.includes(name)).map((name) => from.indexOf(name));
      const moves = moved.reduce((sum, { uids }) => sum + uids.length, 0);
      expect(moves).toBeLessThanOrEqual(order.length - longestIncreasing(order).size);
    }),
  );
});

test("the longest increasing part is as long as a search of all parts finds", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 9 }), (values) => {
      let longest = 0;
      for (let mask = 0; mask < 1 << values.length; mask++) {
        const part = values.filter((_, index) => mask & (1 << index));
        if (part.every((value, index) => index === 0 || value > (part[index - 1] ?? 0))) longest = Math.max(longest, part.length);
      }
      const chosen = [...longestIncreasing(values)].toSorted((one, other) => one - other).map((index) => values[index] ?? 0);
      expect(chosen).toEqual(chosen.toSorted((one, other) => one - other));
      expect(chosen).toHaveLength(longest);
    }),
  );
});

test("what stands behind a removed item lands where that item stood, however much was removed since", () => {
  const playlist = playlistNamed("a", "b", "c", "d");
  const carryOut = (operation: DirectOperation) => perform(playlist, operation, author);
  carryOut({ type: "remove", uids: ["c"] });
  carryOut({ type: "remove", uids: ["b"] });
  carryOut({ type: "add", items: [{ uid: "new-item", uri: trackUri(1) }], after: "c" });
  expect(namesOf(playlist)).toEqual(["a", "new-item", "d"]);
  carryOut({ type: "remove", uids: ["a", "new-item"] });
  carryOut({ type: "move", uids: ["d"], after: "c" });
  carryOut({ type: "add", items: [{ uid: "new-first", uri: trackUri(1) }], after: "c" });
  expect(namesOf(playlist)).toEqual(["new-first", "d"]);
  expect(carryOut({ type: "move", uids: ["d"], after: "nobody" }).refusal).toMatchObject({ code: "conflict", field: "after" });
});

test("what moves behind something that moves with it goes to where that began", () => {
  const playlist = playlistNamed("a", "b", "c", "d", "e");
  perform(playlist, { type: "move", uids: ["d", "b"], after: "b" }, author);
  expect(namesOf(playlist)).toEqual(["a", "d", "b", "c", "e"]);
  perform(playlist, { type: "move", uids: ["a", "d"] }, author);
  expect(namesOf(playlist)).toEqual(["b", "c", "e", "a", "d"]);
});

test("a uid that is taken is refused, and nothing of it is done", () => {
  const playlist = playlistNamed("a", "b");
  const before = snapshotOf(playlist);
  const refused: DirectOperation[] = [
    {
      type: "add",
      items: [
        { uid: "c", uri: trackUri(1) },
        { uid: "a", uri: trackUri(1) },
      ],
    },
    {
      type: "add",
      items: [
        { uid: "c", uri: trackUri(1) },
        { uid: "c", uri: trackUri(2) },
      ],
    },
    { type: "replace", items: [{ uid: "a", uri: trackUri(9) }] },
    { type: "describe", public: true, collaborative: true },
  ];
  for (const operation of refused) expect(perform(playlist, operation, author).refusal).toBeDefined();
  expect(snapshotOf(playlist)).toEqual(before);
});
