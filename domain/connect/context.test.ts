/** Where playback of a context begins, whatever of it does not play. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { seedOf } from "./command.ts";
import { heardIn, placeAmongHeard, type ContextTrack } from "./context.ts";
import { contextUid, nameOfPlaying } from "./queue.ts";

const silent = (uri: string): ContextTrack => ({ uri, plays: null });
const heard = (uri: string, plays = uri): ContextTrack => ({ uri, plays });
const list = [heard("a"), silent("b"), heard("c", "other c"), heard("d"), silent("e")];

test("a position counts as lists show it, and what does not play makes room for the next that does", () => {
  expect([0, 1, 2, 3].map((position) => heardIn(list)[placeAmongHeard(list, { position }, "id") ?? -1])).toEqual([
    "a",
    "other c",
    "other c",
    "d",
  ]);
  expect([4, 5, 1e9].map((position) => placeAmongHeard(list, { position }, "id"))).toEqual([undefined, undefined, undefined]);
});

test("a track is found by what stands there and by what plays in its place", () => {
  expect(["a", "b", "c", "other c", "d", "e", "x"].map((uri) => placeAmongHeard(list, { uri }, "id"))).toEqual([
    0,
    1,
    1,
    1,
    2,
    undefined,
    undefined,
  ]);
});

test("an entry is found by what it is going to be called, and by no other name", () => {
  const name = nameOfPlaying(seedOf("id"));
  expect([0, 1, 2, 3].map((place) => placeAmongHeard(list, { uid: contextUid(name, place) }, "id"))).toEqual([0, 1, 2, undefined]);
  for (const uid of ["", name, `${name}-`, `${name}- 1`, `${name}-1.0`, `${name}-x`, `${name}--1`, contextUid("context", 1)])
    expect([uid, placeAmongHeard(list, { uid }, "id")]).toEqual([uid, undefined]);
});

test("the track at a position plays where it can, and else the first one behind it", () => {
  const track = fc.tuple(fc.nat(9), fc.boolean()).map(([name, plays]) => (plays ? heard(`${name}`) : silent(`${name}`)));
  fc.assert(
    fc.property(fc.array(track, { maxLength: 20 }), fc.nat(20), (tracks, position) => {
      const place = placeAmongHeard(tracks, { position }, "id");
      const expected = tracks.slice(position).find(({ plays }) => plays !== null)?.plays;
      expect(place === undefined ? undefined : heardIn(tracks)[place]).toBe(expected);
      if (place !== undefined) expect(heardIn(tracks.slice(position))).toEqual(heardIn(tracks).slice(place));
    }),
  );
});
