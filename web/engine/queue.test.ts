import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  currentOf,
  emptyQueue,
  moved,
  movedTo,
  nextIndex,
  previousIndex,
  replaced,
  upcoming,
  withLast,
  withNext,
  withRepeat,
  withShuffle,
  without,
  type Queue,
} from "./queue.ts";
import type { QueueItem } from "./types.ts";

function items(count: number, from = 0): QueueItem[] {
  return Array.from({ length: count }, (_, index) => ({ uid: `${from + index}`, trackId: `t${from + index}`, duration: 10, albumId: "a" }));
}

function uids(queue: Queue): string[] {
  return queue.items.map(({ uid }) => uid);
}

/** Numbers that only look random. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807 + 11) % 2_147_483_647) / 2_147_483_647;
}

const edit = fc.oneof(
  fc.record({ kind: fc.constant("next" as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("last" as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("remove" as const), at: fc.nat(20) }),
  fc.record({ kind: fc.constant("move" as const), at: fc.nat(20), to: fc.nat(20) }),
  fc.record({ kind: fc.constant("shuffle" as const), on: fc.boolean() }),
  fc.record({ kind: fc.constant("go" as const), at: fc.nat(20) }),
);
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

function apply(queue: Queue, change: Edit, uid: () => number): Queue {
  const fresh = (count: number) => Array.from({ length: count }, () => items(1, uid())).flat();
  if (change.kind === "next") return withNext(queue, fresh(change.count));
  if (change.kind === "last") return withLast(queue, fresh(change.count));
  if (change.kind === "shuffle") return withShuffle(queue, change.on, sequence(7));
  if (change.kind === "go") return movedTo(queue, change.at);
  const { uid: named = "" } = queue.items[change.at] ?? {};
  return change.kind === "remove" ? without(queue, named) : moved(queue, named, change.to);
}

describe("any edits in any order", () => {
  it("keep both orders of the same entries, and a current entry while there is one", () => {
    fc.assert(
      fc.property(fc.nat(8), fc.array(edit, { maxLength: 25 }), (count, edits) => {
        let next = 100;
        let queue = replaced(emptyQueue, items(count), 0, undefined, sequence(1));
        for (const change of edits) {
          const before = currentOf(queue);
          queue = apply(queue, change, () => next++);
          expect(uids(queue).toSorted()).toEqual(queue.order.toSorted());
          expect(new Set(queue.order).size).toBe(queue.items.length);
          expect(currentOf(queue) === undefined).toBe(queue.items.length === 0);
          const stays = change.kind !== "go" && queue.items.some(({ uid }) => uid === before?.uid);
          if (stays) expect(currentOf(queue)?.uid).toBe(before?.uid);
          if (!queue.shuffle) expect(uids(queue)).toEqual(queue.order);
        }
      }),
    );
  });
});

describe("shuffle", () => {
  it("keeps the current entry, first, and gives the order back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(29), fc.integer({ min: 1, max: 1e6 }), (count, start, seed) => {
        const plain = replaced(emptyQueue, items(count), start, undefined, sequence(seed));
        const shuffled = withShuffle(plain, true, sequence(seed));
        expect(shuffled.index).toBe(0);
        expect(currentOf(shuffled)).toBe(currentOf(plain));
        expect(uids(shuffled).toSorted()).toEqual(uids(plain).toSorted());
        expect(withShuffle(shuffled, false, sequence(seed))).toEqual(plain);
      }),
    );
  });

  it("starts a fresh queue with what was chosen", () => {
    const shuffling = { ...emptyQueue, shuffle: true };
    expect(currentOf(replaced(shuffling, items(9), 5, undefined, sequence(3)))?.uid).toBe("5");
  });

  it("puts entries added meanwhile where they were added, once it is off", () => {
    const shuffled = withShuffle(replaced(emptyQueue, items(4), 1, undefined, sequence(3)), true, sequence(3));
    const longer = withNext(shuffled, items(1, 9));
    expect(uids(longer)[1]).toBe("9");
    expect(uids(withShuffle(longer, false, sequence(3)))).toEqual(["0", "1", "9", "2", "3"]);
  });
});

describe("what comes next", () => {
  it("leaves out what can't be played, and ends where the queue does", () => {
    const five = replaced(emptyQueue, items(5), 1, undefined, sequence(1));
    const even = (count: number, queue: Queue) => upcoming(queue, count, ({ uid }) => Number(uid) % 2 === 0).map(({ uid }) => uid);
    expect(even(5, five)).toEqual(["2", "4"]);
    expect(even(1, five)).toEqual(["2"]);
    expect(even(5, withRepeat(five, "all"))).toEqual(["2", "4", "0"]);
    expect(upcoming(withRepeat(five, "one"), 2, () => true).map(({ uid }) => uid)).toEqual(["1", "1"]);
    expect(upcoming(five, 3, () => false)).toEqual([]);
  });

  const queue = replaced(emptyQueue, items(3), 2, undefined, sequence(1));

  it("is nothing after the last entry", () => {
    expect(nextIndex(queue, true)).toBeUndefined();
  });

  it("is the first again where all repeats", () => {
    expect(nextIndex(withRepeat(queue, "all"), false)).toBe(0);
    expect(previousIndex(movedTo(withRepeat(queue, "all"), 0))).toBe(2);
  });

  it("is the same where one repeats, unless the listener asks for the next", () => {
    const repeating = withRepeat(movedTo(queue, 0), "one");
    expect(nextIndex(repeating, false)).toBe(0);
    expect(nextIndex(repeating, true)).toBe(1);
  });

  it("is the entry after, once the current one is removed", () => {
    expect(currentOf(without(movedTo(queue, 1), "1"))?.uid).toBe("2");
    expect(currentOf(without(queue, "2"))?.uid).toBe("1");
  });
});
