import { expect, test } from "vitest";
import { Line } from "./line.ts";

/** A line whose clock is turned by hand. */
function openLine() {
  const state = { now: 5000, isFull: false, slips: 0, rendered: [] as [from: number, count: number][] };
  const output = {
    frames: 0,
    get isFull() {
      return state.isFull;
    },
    sound() {},
    silence() {},
    async close() {},
  };
  const line = new Line(output, 1000, () => state.now);
  const after = (ms: number): void => {
    state.now += ms;
    line.tick(
      (from, count) => state.rendered.push([from, count]),
      () => (state.slips += 1),
    );
  };
  return { line, state, after };
}

test("as many frames are due as time has passed, a little ahead of when they are heard", () => {
  const { line, state, after } = openLine();
  for (const ms of [10, 10, 0, 25]) after(ms);
  expect(state.rendered).toEqual([
    [0, 10],
    [10, 10],
    [20, 25],
  ]);
  expect(line.timeOf(line.rendered)).toBe(state.now + 60);
  expect(line.frameAt(line.timeOf(33))).toBe(33);
});

test("a stall is made up for, a long one is not: what follows is heard later, and somebody is told", () => {
  const { line, state, after } = openLine();
  after(10);
  after(1500);
  expect([state.rendered.at(-1), state.slips]).toEqual([[10, 1500], 0]);
  after(60_000);
  expect([line.rendered, state.slips]).toEqual([1510, 1]);
  expect(line.timeOf(line.rendered)).toBe(state.now + 60);
});

test("an output that takes no more holds everything up, and no frame is lost", () => {
  const { line, state, after } = openLine();
  after(10);
  state.isFull = true;
  for (let round = 0; round < 20; round++) after(10);
  expect(line.rendered).toBe(10);
  state.isFull = false;
  after(10);
  const [from = 0, count = 0] = state.rendered.at(-1) ?? [];
  expect([from, count <= 80, state.slips > 0]).toEqual([10, true, true]);
});
