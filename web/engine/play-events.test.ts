import { expect, it } from "vitest";
import { PlayEvents, type Play } from "./play-events.ts";

const first: Play = { item: { uid: "1", trackId: "a", duration: 10, albumId: "x" }, context: undefined };
const second: Play = { item: { uid: "2", trackId: "b", duration: 10, albumId: "x" }, context: undefined };

function reporter() {
  const lines: string[] = [];
  const plays = new PlayEvents(
    ({ kind, item, position }) => lines.push(`${kind} ${item.trackId} ${position}`),
    () => "aac-128",
  );
  return { lines, plays };
}

it("reports a play from its first sound to its end, once each", () => {
  const { lines, plays } = reporter();
  plays.choose(first, 0);
  plays.heard(0);
  plays.heard(1);
  plays.paused(2);
  plays.paused(2);
  plays.heard(2);
  plays.seeked(7);
  plays.ended(10);
  plays.ended(10);
  expect(lines).toEqual(["started a 0", "paused a 2", "resumed a 2", "seeked a 7", "ended a 10"]);
});

it("calls it skipped when another is chosen before the end", () => {
  const { lines, plays } = reporter();
  plays.choose(first, 0);
  plays.heard(0);
  plays.choose(second, 4);
  plays.heard(0);
  expect(lines).toEqual(["started a 0", "skipped a 4", "started b 0"]);
});

it("says nothing of what was never heard, but that it failed", () => {
  const { lines, plays } = reporter();
  plays.choose(first, 0);
  plays.paused(0);
  plays.seeked(3);
  plays.choose(second, 0);
  plays.failed(0);
  expect(lines).toEqual(["failed b 0"]);
});

it("reports a stall once, and no resumption after it: the listener did nothing", () => {
  const { lines, plays } = reporter();
  plays.choose(first, 0);
  plays.heard(0);
  plays.stalled(3);
  plays.stalled(3);
  plays.heard(3);
  expect(lines).toEqual(["started a 0", "stalled a 3"]);
});
