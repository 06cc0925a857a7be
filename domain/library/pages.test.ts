import fc from "fast-check";
import { expect, test } from "vitest";
import { addToPage, beginning, compareKept, mergeableAt, pageOf, pageSize, stretchOf, type Kept, type PageHead } from "./pages.ts";

type Page = { head: PageHead; items: Kept[] };

/** A list in pages as an object keeps it, in memory. */
function openList() {
  let pages: Page[] = [{ head: { page: 0, from: beginning, count: 0 }, items: [] }];
  let made = 0;
  const heads = () => pages.map(({ head }) => head);
  const set = (page: Page, items: Kept[]) => {
    page.items = items;
    page.head.count = items.length;
  };
  return {
    heads,
    add(added: Kept[]) {
      for (const item of added) {
        const index = pageOf(heads(), item);
        const page = pages[index];
        if (!page) throw new Error("no page");
        const [stays = [], ...more] = addToPage(page.items, [item]);
        set(page, stays);
        pages.splice(
          index + 1,
          0,
          ...more.map((items) => ({ head: { page: ++made, from: items[0] ?? beginning, count: items.length }, items })),
        );
      }
    },
    drop(item: Kept) {
      const index = pageOf(heads(), item);
      const page = pages[index];
      if (!page) throw new Error("no page");
      set(
        page,
        page.items.filter(({ id }) => id !== item.id),
      );
      const at = mergeableAt(heads(), index);
      const [left, right] = at === undefined ? [] : [pages[at], pages[at + 1]];
      if (!left || !right) return;
      set(left, [...left.items, ...right.items]);
      pages = pages.filter((candidate) => candidate !== right);
    },
    read(offset: number, limit: number): Kept[] {
      return stretchOf(heads(), { offset, limit }).flatMap(({ head, skip, take }) => {
        const items = pages.find((candidate) => candidate.head === head)?.items ?? [];
        return items.toReversed().slice(skip, skip + take);
      });
    },
  };
}

const time = fc.integer({ min: 0, max: 40 });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant("add" as const), at: time, times: fc.integer({ min: 1, max: 300 }) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("drop" as const), at: time, times: fc.integer({ min: 1, max: 600 }) }) },
);

test("whatever is added and dropped, in whatever order of time, every stretch is that of a plain list", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(), fc.nat({ max: 60 }), (steps, offset, limit) => {
      const list = openList();
      let plain: Kept[] = [];
      let made = 0;
      for (const { act, at, times } of steps) {
        for (let count = 0; count < times; count++) {
          if (act === "add") {
            const item = { id: `id ${(made * 7919) % 100_003}`, at: at + (made % 3) };
            made++;
            if (plain.some(({ id }) => id === item.id)) continue;
            list.add([item]);
            plain.push(item);
          } else {
            const victim = plain[(at * 31 + count) % Math.max(1, plain.length)];
            if (!victim) break;
            list.drop(victim);
            plain = plain.filter((item) => item !== victim);
          }
        }
      }
      const sorted = plain.toSorted(compareKept).toReversed();
      const from = offset % (plain.length + 1);
      expect(list.read(from, limit)).toEqual(sorted.slice(from, from + limit));
      const counts = list.heads().map(({ count }) => count);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(plain.length);
      expect(Math.max(...counts)).toBeLessThanOrEqual(pageSize);
      expect(counts.length).toBeLessThanOrEqual(2 + Math.ceil((plain.length + made) / (pageSize / 4)));
    }),
    { numRuns: 60 },
  );
});

test("a list that grows at its newest end leaves full pages behind", () => {
  const list = openList();
  list.add(Array.from({ length: 1200 }, (_, at) => ({ id: `id ${at}`, at })));
  expect(list.heads().map(({ count }) => count)).toEqual([pageSize, pageSize, 200]);
});

test("a page that fills up in its middle is parted evenly, and what is left of pages that emptied becomes one", () => {
  const list = openList();
  const items = Array.from({ length: 1000 }, (_, at) => ({ id: `id ${at}`, at: at * 2 }));
  list.add(items);
  list.add([{ id: "between", at: 501 }]);
  expect(list.heads().map(({ count }) => count)).toEqual([251, 250, pageSize]);
  for (const item of items.slice(0, 990)) list.drop(item);
  expect(list.heads().map(({ count }) => count)).toEqual([11]);
});
