import fc from "fast-check";
import { expect, test } from "vitest";
import { dropPlace, makesWay, viewQueue } from "./queueView.ts";

const queue = ["a", "b", "c", "d"].map((uid) => ({ uid, trackId: uid, albumId: "x", duration: 60 }));
const uids = (items: readonly { uid: string }[]) => items.map((item) => item.uid);

test("the queue is cut at what plays", () => {
  const view = viewQueue(queue, 1);
  expect([uids(view.earlier), view.current?.uid, uids(view.next), view.remaining]).toEqual([["a"], "b", ["c", "d"], 120]);
});

test("of a session's queue only what was queued can be put in order", () => {
  const sources = ["context", "context", "queue", "context"] as const;
  const view = viewQueue(
    queue.map((item, index) => ({ ...item, source: sources[index] ?? "context" })),
    1,
  );
  expect([uids(view.next), uids(view.queued), uids(view.following)]).toEqual([["c", "d"], ["c"], ["d"]]);
  expect(uids(viewQueue(queue, 1).queued)).toEqual(["c", "d"]);
});

test("an idle player has nothing earlier and nothing current", () => {
  const view = viewQueue([], -1);
  expect([view.earlier, view.current, view.next, view.remaining]).toEqual([[], undefined, [], 0]);
});

test("a dragged entry lands on a place of the list, as near as it was dragged", () => {
  expect([dropPlace(1, 130, 64, 5), dropPlace(1, 20, 64, 5), dropPlace(1, -900, 64, 5), dropPlace(1, 900, 64, 5)]).toEqual([3, 1, 0, 4]);
  expect(dropPlace(2, 500, 0, 5)).toBe(2);
});

test("while one hangs over the list, the others fill exactly the places that are left", () => {
  const place = fc.integer({ min: 0, max: 19 });
  fc.assert(
    fc.property(place, place, (from, to) => {
      const others = Array.from({ length: 20 }, (_, index) => index).filter((index) => index !== from);
      const landed = others.map((index) => index + makesWay(index, from, to)).toSorted((a, b) => a - b);
      expect(landed).toEqual(Array.from({ length: 20 }, (_, index) => index).filter((index) => index !== to));
    }),
  );
});
