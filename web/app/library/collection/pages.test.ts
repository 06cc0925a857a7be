import fc from "fast-check";
import { expect, test } from "vitest";
import { appendPage, mergeHead } from "./pages.ts";

const list = (...ids: string[]) => ids.map((id) => ({ id }));
const lists = fc.uniqueArray(
  fc.nat(200).map((number) => ({ id: `${number}` })),
  { selector: (item) => item.id },
);

test("what was added on top is put before what is known, and the first page is taken as it is now", () => {
  const head = [{ id: "new" }, { id: "a", name: "renamed" }];
  expect(mergeHead(list("a", "b", "c"), head, 4)).toEqual([{ id: "new" }, { id: "a", name: "renamed" }, { id: "b" }, { id: "c" }]);
});

test("whatever happened to a list, merging gives the list as it is, or nothing", () => {
  const change = fc.record({
    added: fc.integer({ min: 0, max: 8 }),
    removed: fc.array(fc.nat(30), { maxLength: 3 }),
    page: fc.integer({ min: 1, max: 10 }),
  });
  fc.assert(
    fc.property(lists, change, (known, { added, removed, page }) => {
      const fresh = Array.from({ length: added }, (_, index) => ({ id: `new ${index}` }));
      const now = [...fresh, ...known.filter((_, index) => !removed.includes(index))];
      const merged = mergeHead(known, now.slice(0, page), now.length);
      if (merged) expect(merged).toEqual(now);
      // The commonest case is never given up on.
      const unchangedBelow = removed.every((index) => index >= known.length);
      if (unchangedBelow && (added < page || (known.length === 0 && page >= now.length))) expect(merged).toEqual(now);
    }),
  );
});

test("a list that was emptied is empty", () => {
  expect(mergeHead(list("a"), [], 0)).toBeUndefined();
  expect(mergeHead([], [], 0)).toEqual([]);
});

test("pages that overlap count each item once", () => {
  expect(appendPage(list("a", "b"), list("b", "c", "c"))).toEqual(list("a", "b", "c"));
});
