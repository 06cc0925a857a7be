import { expect, test } from "vitest";
import { aheadOf, correctionOf, placeAt, toleratedOffsetMs } from "./follow.ts";

const entries = ["a", "b", "c"].map((uid) => ({ uid, uri: `nearfield:track:${uid}` }));
const [current = null, ...next] = entries;
const at = (anchor: { position_ms: number; at: number; rate: number }, now: number) => placeAt({ anchor, current, next }, () => 1000, now);

test("tracks that are over by now are behind, and what stands still stays where it is", () => {
  const anchor = { position_ms: 400, at: 10_000, rate: 1 };
  expect(at(anchor, 10_100)).toEqual({ uid: "a", position_ms: 500 });
  expect(at(anchor, 10_700)).toEqual({ uid: "b", position_ms: 100 });
  expect(at(anchor, 12_599)).toEqual({ uid: "c", position_ms: 999 });
  expect(at(anchor, 12_600)).toBeUndefined();
  expect(at({ ...anchor, rate: 0 }, 12_600)).toEqual({ uid: "a", position_ms: 400 });
  expect(at(anchor, 9000)).toEqual({ uid: "a", position_ms: 0 });
  expect(placeAt({ anchor, current, next }, () => undefined, 99_000)?.uid).toBe("a");
});

test("how far ahead it is is told across the joins of tracks", () => {
  const told = { anchor: { position_ms: 900, at: 10_000, rate: 1 }, before: { uid: "z", uri: "" }, current, next };
  const ahead = (uid: string, position: number, now = 10_000) => aheadOf(told, () => 1000, { uid, position_ms: position }, now);
  expect([ahead("a", 905), ahead("b", 5), ahead("c", 5), ahead("a", 990, 10_120)]).toEqual([5, 105, 1105, -30]);
  expect(ahead("z", 990, 9120)).toBe(-30);
  expect(ahead("nobody", 5)).toBeUndefined();
  expect(aheadOf({ ...told, before: next[0] }, () => 1000, { uid: "b", position_ms: 5 }, 10_000)).toBe(105);
});

test("a correction ends where it should be", () => {
  for (const ahead of [-250, -90, -13, 13, 90, 250]) {
    const correction = correctionOf(ahead);
    if (correction.kind !== "bend") throw new Error("it runs faster or slower");
    expect(ahead + correction.ms * (correction.rate - 1)).toBeCloseTo(0);
  }
  expect(correctionOf(toleratedOffsetMs)).toEqual({ kind: "none" });
  expect([correctionOf(-90, 91), correctionOf(9000, Number.POSITIVE_INFINITY)]).toEqual([{ kind: "none" }, { kind: "none" }]);
  expect(correctionOf(-90, 89)).toEqual(correctionOf(-90));
  expect([correctionOf(-251), correctionOf(9000)]).toEqual([{ kind: "leap" }, { kind: "leap" }]);
});
