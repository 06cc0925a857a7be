import fc from "fast-check";
import { expect, test } from "vitest";
import { filterItems, sortItems, sortKeys, type Arrangeable } from "./arrange.ts";
import { fold } from "./fold.ts";

function song(name: string, more: Partial<Arrangeable> = {}): Arrangeable {
  return { id: name, name, ...more };
}
const names = (items: readonly Arrangeable[]) => items.map((item) => item.name);

test.each([
  ["Björk", "bjork"],
  ["MOTÖRHEAD", "motorhead"],
  ["Straße", "strasse"],
  ["Łódź", "lodz"],
  ["أُمّ كُلثُوم", "ام كلثوم"],
  ["فيروز ـــ زهرة", "فيروز  زهره"],
  ["ﬁre ２", "fire 2"],
])("%s is found as %s", (written, typed) => {
  expect(fold(written)).toBe(fold(typed));
});

test("each word that is typed has to stand somewhere in title, artist or album", () => {
  const items = [
    song("Jóga", { artists: [{ id: "b", name: "Björk" }], album: { name: "Homogenic" } }),
    song("Hunter", { artists: [{ id: "b", name: "Björk" }], album: { name: "Homogenic" } }),
  ];
  expect(names(filterItems(items, "bjork JOGA"))).toEqual(["Jóga"]);
  expect(names(filterItems(items, "homo"))).toEqual(["Jóga", "Hunter"]);
  expect(names(filterItems(items, "  "))).toEqual(["Jóga", "Hunter"]);
  expect(names(filterItems(items, "joga nothing"))).toEqual([]);
});

test("titles are sorted as the language sorts them, numbers by what they are worth", () => {
  const items = ["Zebra", "Ähre", "Track 10", "ahorn", "Track 9"].map((name) => song(name));
  expect(names(sortItems(items, "title", "de"))).toEqual(["ahorn", "Ähre", "Track 9", "Track 10", "Zebra"]);
  expect(
    names(
      sortItems(
        ["Ähre", "Zebra"].map((name) => song(name)),
        "title",
        "sv",
      ),
    ),
  ).toEqual(["Zebra", "Ähre"]);
});

test("the newest release comes first, and the shortest song", () => {
  const items = [song("a", { release_date: "2019", duration_ms: 3 }), song("b", { release_date: "2021-05-01", duration_ms: 2 })];
  expect(names(sortItems(items, "released", "en"))).toEqual(["b", "a"]);
  expect(names(sortItems(items, "length", "en"))).toEqual(["b", "a"]);
});

test("sorting keeps every item, and the order of those that compare equal", () => {
  const items = fc.array(fc.record({ id: fc.uuid(), name: fc.constantFrom("a", "B", "ä", "2", "10"), duration_ms: fc.nat(3) }));
  fc.assert(
    fc.property(items, fc.constantFrom(...sortKeys), (list, key) => {
      const sorted = sortItems(list, key, "en");
      expect(new Set(sorted)).toEqual(new Set(list));
      expect(sortItems(sorted, key, "en")).toEqual(sorted);
    }),
  );
});
