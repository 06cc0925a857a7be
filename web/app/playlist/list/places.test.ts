import fc from "fast-check";
import { expect, test } from "vitest";
import { orderOf } from "./order.ts";
import { anchorOf, gapAfterStep, gapAt, isAtRest, scrollSpeed } from "./places.ts";

const letters = ["a", "b", "c", "d", "e", "f"];
const order = orderOf(letters.map((uid) => ({ uid })));

/** As the service would do it. */
function put(moving: readonly string[], after: string | null): string[] {
  const rest = letters.filter((uid) => !moving.includes(uid));
  return rest.toSpliced(after === null ? 0 : rest.indexOf(after) + 1, 0, ...moving);
}

const selections = fc.subarray(letters, { minLength: 1 });
const gaps = fc.integer({ min: 0, max: letters.length });

test("the nearest gap, within the list", () => {
  expect([gapAt(-40, 60, 6), gapAt(29, 60, 6), gapAt(31, 60, 6), gapAt(9000, 60, 6), gapAt(5, 0, 6)]).toEqual([0, 0, 1, 6, 0]);
});

test("what is put into a gap stands between those that stood around it", () => {
  fc.assert(
    fc.property(selections, gaps, (moving, gap) => {
      const after = put(moving, anchorOf(order, gap, new Set(moving)));
      const stays = (uid: string) => !moving.includes(uid);
      const before = letters.slice(0, gap).filter(stays);
      expect(after).toEqual([...before, ...moving, ...letters.slice(gap).filter(stays)]);
    }),
  );
});

test("only what changes nothing is at rest", () => {
  fc.assert(
    fc.property(selections, gaps, (moving, gap) => {
      const isSame = put(moving, anchorOf(order, gap, new Set(moving))).join() === letters.join();
      expect(isAtRest(order, gap, moving)).toBe(isSame);
    }),
  );
});

test("a step goes past one neighbour, and none leads out of the list", () => {
  const step = (moving: string[], direction: "up" | "down" | "top" | "bottom") => {
    const gap = gapAfterStep(order, moving, direction);
    return gap === undefined ? undefined : put(moving, anchorOf(order, gap, new Set(moving))).join("");
  };
  expect(step(["c"], "up")).toBe("acbdef");
  expect(step(["c"], "down")).toBe("abdcef");
  expect(step(["b", "c"], "down")).toBe("adbcef");
  expect(step(["b", "e"], "up")).toBe("beacdf");
  expect(step(["e", "f"], "top")).toBe("efabcd");
  expect(step(["a"], "up")).toBeUndefined();
  expect(step(["e", "f"], "bottom")).toBeUndefined();
  expect(step(["zz"], "up")).toBeUndefined();
});

test("a list scrolls faster the nearer the pointer is to its edge, and rests in between", () => {
  const view = { from: 100, to: 800 };
  expect(scrollSpeed(450, view)).toBe(0);
  expect(scrollSpeed(790, view)).toBeGreaterThan(scrollSpeed(760, view));
  expect(scrollSpeed(110, view)).toBeLessThan(0);
  expect(scrollSpeed(5000, view)).toBe(1400);
});
