import fc from "fast-check";
import { expect, test } from "vitest";
import { drawnIndexes, drawnRange, gridLayout, indexAt, scrollToReveal, topOf, totalHeight } from "./virtualWindow.ts";

const lists = fc.record({
  count: fc.integer({ min: 0, max: 100_000 }),
  layout: fc.record({ lanes: fc.integer({ min: 1, max: 12 }), rowHeight: fc.integer({ min: 20, max: 400 }) }),
  from: fc.integer({ min: -5000, max: 5_000_000 }),
  height: fc.integer({ min: 1, max: 3000 }),
  overscan: fc.integer({ min: 0, max: 1000 }),
});

test("all that can be seen is drawn, and little else", () => {
  fc.assert(
    fc.property(lists, ({ count, layout, from, height, overscan }) => {
      const view = { from, to: from + height };
      const range = drawnRange(count, layout, view, overscan);
      expect(range.first).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.first);
      expect(range.end).toBeLessThanOrEqual(count);
      const rows = (height + 2 * overscan) / layout.rowHeight + 8;
      expect(range.end - range.first).toBeLessThanOrEqual(rows * layout.lanes);
      const isSeen = (index: number) => topOf(index, layout) < view.to && topOf(index, layout) + layout.rowHeight > view.from;
      // Whatever stands just outside of the range is outside of the view.
      for (const outside of [range.first - 1, range.end]) {
        if (outside >= 0 && outside < count) expect(isSeen(outside)).toBe(false);
      }
    }),
  );
});

test("what is pinned stays, in the list's order, as long as it is in the list", () => {
  expect(drawnIndexes(100, { first: 40, end: 43 }, [90, 3, 41, 100, -1])).toEqual([3, 40, 41, 42, 90]);
  expect(drawnIndexes(0, { first: 0, end: 0 }, [0])).toEqual([]);
});

test("an entry is found again where it stands", () => {
  fc.assert(
    fc.property(lists, fc.nat(), ({ count, layout }, any) => {
      fc.pre(count > 0);
      const index = any % count;
      const found = indexAt(topOf(index, layout) + layout.rowHeight / 2, count, layout);
      expect(Math.floor(found / layout.lanes)).toBe(Math.floor(index / layout.lanes));
      expect(topOf(index, layout) + layout.rowHeight).toBeLessThanOrEqual(totalHeight(count, layout));
    }),
  );
  expect(indexAt(-50, 10, { lanes: 1, rowHeight: 50 })).toBe(0);
  expect(indexAt(5000, 10, { lanes: 1, rowHeight: 50 })).toBe(9);
  expect(indexAt(0, 0, { lanes: 1, rowHeight: 50 })).toBe(-1);
});

test("scrolling by what it says brings an entry into view, and by nothing when it is there", () => {
  const layout = { lanes: 1, rowHeight: 50 };
  expect(scrollToReveal(4, layout, { from: 100, to: 600 })).toBe(0);
  expect(scrollToReveal(0, layout, { from: 100, to: 600 })).toBe(-100);
  expect(scrollToReveal(12, layout, { from: 100, to: 600 })).toBe(50);
});

test("a grid has as many columns as fit, and at least one", () => {
  expect(gridLayout(1000, { least: 180, gap: 20, below: 60 })).toEqual({ lanes: 5, rowHeight: 184 + 60 });
  expect(gridLayout(100, { least: 180, gap: 20, below: 60 }).lanes).toBe(1);
});
