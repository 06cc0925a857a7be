import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSliceMap, sliceForNew, SliceMapError } from "./slices.ts";

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("each slice of a range belongs to its database, and no other does", () => {
  const map = parseSliceMap("CATALOG_0:0-63,CATALOG_1:64-127");
  expect([map.databaseOf(0), map.databaseOf(63), map.databaseOf(64), map.databaseOf(127), map.databaseOf(128)]).toEqual([
    "CATALOG_0",
    "CATALOG_0",
    "CATALOG_1",
    "CATALOG_1",
    undefined,
  ]);
});

test("new things go only to slices that a database holds", () => {
  const map = parseSliceMap("A:3-5,B:900-901");
  fc.assert(
    fc.property(digest, (bytes) => {
      expect(map.databaseOf(sliceForNew(map, bytes))).toBeDefined();
    }),
  );
});

test("adding a database moves no slice", () => {
  const before = parseSliceMap("A:0-63");
  const after = parseSliceMap("A:0-63,B:64-127");
  for (const slice of before.open) expect(after.databaseOf(slice)).toBe(before.databaseOf(slice));
});

test.each(["", "A", "A:1", "A:5-3", "A:0-1024", "a:0-1", "A:0-5,B:5-9", "A:0-5;B:6-9"])("refuses %j", (text) => {
  expect(() => parseSliceMap(text)).toThrow(SliceMapError);
});
