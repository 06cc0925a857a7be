import fc from "fast-check";
import { expect, test } from "vitest";
import { numberTracks } from "./number-tracks.ts";

test("unnumbered tracks take the free places in the order of their paths", () => {
  const tracks = [
    { disc: 0, number: 2, path: "b" },
    { disc: 0, number: 0, path: "c" },
    { disc: 0, number: 0, path: "a" },
  ];
  expect(numberTracks(tracks).map(({ path, number }) => `${number}${path}`)).toEqual(["1a", "2b", "3c"]);
});

test("no two tracks share a place, none is lost, and the order of delivery does not matter", () => {
  const track = fc.record({ disc: fc.integer({ min: 0, max: 3 }), number: fc.integer({ min: 0, max: 5 }) });
  fc.assert(
    fc.property(fc.array(track, { maxLength: 20 }), (given) => {
      const tracks = given.map((place, index) => ({ ...place, path: `${String(index).padStart(3, "0")}.flac` }));
      const numbered = numberTracks(tracks);
      expect(new Set(numbered.map(({ disc, number }) => `${disc}-${number}`)).size).toBe(tracks.length);
      expect(new Set(numbered.map(({ path }) => path))).toEqual(new Set(tracks.map(({ path }) => path)));
      expect(numberTracks(tracks.toReversed())).toEqual(numbered);
    }),
  );
});
