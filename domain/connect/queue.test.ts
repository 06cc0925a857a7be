import fc from "fast-check";
import { expect, test } from "vitest";
import {
  advance,
  emptyQueue,
  enqueue,
  goTo,
  moveQueued,
  orderOf,
  playContext,
  retreat,
  setRepeat,
  setShuffle,
  windowOf,
  type Queue,
} from "./queue.ts";
import { shuffledOrder } from "./shuffle.ts";

const urisOf = (count: number) => Array.from({ length: count }, (_, index) => `nearfield:track:${String(index).padStart(22, "0")}`);
const started = (count: number, first = 0): Queue => playContext(emptyQueue, null, urisOf(count), first, 7);
const place = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat()).map(([count, any]) => ({ count, first: any % count }));

test("an order of play has every track once, begins where it is asked to, and is the same for everybody", () => {
  fc.assert(
    fc.property(place, fc.integer(), ({ count, first }, seed) => {
      const order = shuffledOrder(count, seed, first);
      expect(order[0]).toBe(first);
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      expect(shuffledOrder(count, seed, first)).toEqual(order);
    }),
  );
});

test("shuffling keeps what plays, and leads back to its place in the context", () => {
  fc.assert(
    fc.property(place, fc.integer(), ({ count, first }, seed) => {
      const queue = started(count, first);
      const shuffled = setShuffle(queue, true, seed);
      expect(shuffled.current).toEqual(queue.current);
      const back = setShuffle(shuffled, false, 0);
      expect([back.place, back.current]).toEqual([queue.place, queue.current]);
    }),
  );
});

test("every track of a context plays once, shuffled or not, and then all is over", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.boolean(), fc.integer(), (count, shuffle, seed) => {
      let queue = setShuffle(started(count), shuffle, seed);
      const heard: string[] = [];
      for (; queue.current; queue = advance(queue, "over")) heard.push(queue.current.uri);
      expect(heard.toSorted()).toEqual(urisOf(count));
      expect(queue.place).toBe(0);
    }),
  );
});

test("back undoes forth within a context", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer(), fc.nat(), (count, seed, any) => {
      const queue = setShuffle(started(count), true, seed);
      const steps = any % (count - 1);
      let forth = queue;
      for (let step = 0; step < steps; step++) forth = advance(forth, "skip");
      for (let step = 0; step < steps; step++) forth = retreat(forth);
      expect([forth.place, forth.current]).toEqual([queue.place, queue.current]);
    }),
  );
});

test("what was queued comes first, in its order, and the context goes on where it was", () => {
  let queue = enqueue(advance(started(3), "skip"), ["nearfield:track:a", "nearfield:track:b"], "command") ?? emptyQueue;
  queue = moveQueued(queue, "command-1", null) ?? queue;
  const heard = [];
  for (let step = 0; step < 3; step++) {
    queue = advance(queue, "over");
    heard.push(queue.current?.uri);
  }
  expect(heard).toEqual(["nearfield:track:b", "nearfield:track:a", urisOf(3)[2]]);
  expect(retreat(queue).current?.uri).toBe(urisOf(3)[1]);
});

test("one track again and again lets itself be skipped", () => {
  const queue = setRepeat(started(3), "track");
  expect(advance(queue, "over").current).toEqual(queue.current);
  expect(advance(queue, "skip").place).toBe(1);
});

test("a context again and again has no end and no beginning", () => {
  const queue = setRepeat(started(2, 1), "context");
  expect(advance(queue, "over").place).toBe(0);
  expect(retreat(setRepeat(started(2), "context")).place).toBe(1);
});

test("told is what came just before and what comes, no more", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.boolean(), (count, any, shuffle) => {
      const queue = setShuffle(started(count, any % count), shuffle, 3);
      const { previous, current, next } = windowOf(queue);
      expect(previous.length).toBe(Math.min(10, queue.place));
      expect(next.length).toBe(Math.min(80, count - queue.place - 1));
      const order = orderOf(queue).map((index) => queue.uris[index]);
      const told = [...previous, ...(current ? [current] : []), ...next].map(({ uri }) => uri);
      expect(told).toEqual(order.slice(queue.place - previous.length, queue.place + 1 + next.length));
    }),
  );
});

test("any entry that is told can be gone to, and what else was queued stays", () => {
  const queue = enqueue(started(5, 1), ["nearfield:track:a", "nearfield:track:b"], "command") ?? emptyQueue;
  expect(goTo(queue, "7-4")).toMatchObject({ place: 4, current: { uid: "7-4" }, queued: queue.queued });
  expect(goTo(queue, "command-1")).toMatchObject({
    place: 1,
    current: { uid: "command-1", source: "queue" },
    queued: [{ uid: "command-0" }],
  });
  expect(goTo(queue, "7-5")).toBeUndefined();
});

test("of a context again and again is told how it begins anew", () => {
  const uids = (entries: readonly { uid: string }[]) => entries.map(({ uid }) => uid);
  const { previous, next } = windowOf(setRepeat(started(4, 2), "context"));
  expect([uids(previous), uids(next)]).toEqual([
    ["7-0", "7-1"],
    ["7-3", "7-0", "7-1"],
  ]);
});
