import fc from "fast-check";
import { expect, test } from "vitest";
import { pushed, squareOf, wholeView, withinPicture } from "./crop.ts";

const sizes = fc.record({ width: fc.integer({ min: 1, max: 12_000 }), height: fc.integer({ min: 1, max: 12_000 }) });
const numbers = fc.double({ min: -20_000, max: 20_000, noNaN: true });
const views = fc.record({ x: numbers, y: numbers, zoom: fc.double({ min: -3, max: 40, noNaN: true }) });

test("at first, the largest square in the middle is kept", () => {
  const size = { width: 400, height: 300 };
  expect(squareOf(wholeView(size), size)).toEqual({ left: 50, top: 0, edge: 300 });
});

test("pushing the picture to the right shows what is left of it", () => {
  const size = { width: 400, height: 400 };
  expect(squareOf(pushed({ x: 200, y: 200, zoom: 2 }, size, { right: 0.25, down: 0 }), size)).toEqual({ left: 50, top: 100, edge: 200 });
});

test("wherever one looks, the square lies within the picture", () => {
  fc.assert(
    fc.property(sizes, views, numbers, (size, view, push) => {
      for (const seen of [view, pushed(view, size, { right: push, down: -push })]) {
        const { left, top, edge } = squareOf(seen, size);
        const slack = 1e-6 * Math.max(size.width, size.height);
        expect(edge).toBeGreaterThan(0);
        expect(Math.min(left, top)).toBeGreaterThanOrEqual(-slack);
        expect(left + edge).toBeLessThanOrEqual(size.width + slack);
        expect(top + edge).toBeLessThanOrEqual(size.height + slack);
      }
      expect(withinPicture(withinPicture(view, size), size)).toEqual(withinPicture(view, size));
    }),
  );
});
