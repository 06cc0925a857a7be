import { expect, test } from "vitest";
import { companionsOf, rank } from "./companions.ts";

const credits = (...ids: string[]) => ({ artists: ids.map((id) => ({ id, name: id })) });

test("on an album of one's own, everybody who stands on it is beside one, a time for each track", () => {
  const companions = companionsOf(credits("owner"), [credits("owner", "guest"), credits("owner", "guest"), credits("other")]);
  expect(companions.get("owner")).toEqual({ guest: 2, other: 1 });
  expect(companions.get("guest")).toEqual({ owner: 2 });
});

test("artists of one compilation are not beside one another, unless on one track", () => {
  const compilation = { artists: [{ id: "va", name: "Various Artists" }] };
  const companions = companionsOf(compilation, [credits("one"), credits("two", "three")]);
  expect(Object.fromEntries(companions)).toEqual({ one: {}, two: { three: 1 }, three: { two: 1 } });
});

test("those that are equally near are ranked by id", () => {
  const counts = new Map([
    ["b", 1],
    ["c", 2],
    ["a", 1],
  ]);
  expect(rank(counts).map(([id]) => id)).toEqual(["c", "a", "b"]);
});
