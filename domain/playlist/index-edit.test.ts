import fc from "fast-check";
import { expect, test } from "vitest";
import { emptySnapshot, trackUri } from "../../tests/support/playlist/operations.ts";
import { nameItems } from "./index-edit.ts";
import { perform } from "./perform.ts";
import { playlistOf } from "./playlist.ts";
import { revisionOfSnapshot, snapshotIdOf } from "./snapshot-id.ts";

const author = { by: "ada", at: 0 };

test("a range lands where the Web API says, whatever range and place", () => {
  const size = fc.integer({ min: 1, max: 12 });
  const ranges = size.chain((length) =>
    fc.record({
      length: fc.constant(length),
      start: fc.integer({ min: 0, max: length - 1 }),
      count: fc.integer({ min: 0, max: length }),
      before: fc.integer({ min: 0, max: length }),
    }),
  );
  fc.assert(
    fc.property(ranges, ({ length, start, count, before }) => {
      fc.pre(start + count <= length);
      const names = Array.from({ length }, (_, index) => `item-${index}`);
      const items = names.map((uid) => ({ uid, uri: trackUri(1), added_by: "ada", added_at: 0 }));
      const playlist = playlistOf({ ...emptySnapshot(), items });
      const edit = { type: "reorder" as const, range_start: start, range_length: count, insert_before: before };
      const { operation } = nameItems(edit, items, "operation");
      if (operation?.type !== "move") throw new Error("not a move");
      perform(playlist, operation, author);
      const moved = names.slice(start, start + count);
      const isInside = before > start && before < start + count;
      const ahead = names.slice(0, isInside ? start : before).filter((name) => !moved.includes(name));
      const expected = [...ahead, ...moved, ...names.filter((name) => !moved.includes(name) && !ahead.includes(name))];
      expect(playlist.items.inOrder().map(({ uid }) => uid)).toEqual(expected);
    }),
  );
});

test("a snapshot's id is of one playlist and one version", () => {
  const [one, other] = ["0123456789abcdef", "fedcba9876543210"];
  for (const revision of [0, 1, 35, 36, 2_000_000_000]) {
    expect(revisionOfSnapshot(snapshotIdOf(revision, one), one)).toBe(revision);
    expect(revisionOfSnapshot(snapshotIdOf(revision, one), other)).toBeUndefined();
  }
  for (const nonsense of ["", one, `x${one}`, `-00001${one}`, "AAAA"]) expect(revisionOfSnapshot(nonsense, one)).toBeUndefined();
});
