import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bufferedEnd, placeAfter, rangeAt, timestampOffsetFor } from "./placement.ts";

describe("placing a file", () => {
  it("puts its first sample of music on the start, whoever takes the delay off", () => {
    const lengths = fc.record({
      samples: fc.integer({ min: 1, max: 1e8 }),
      sampleRate: fc.constantFrom(44_100, 48_000, 96_000),
      encoderDelay: fc.constantFrom(0, 312, 1024, 2112),
    });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 100_000 }), fc.boolean(), (length, start, isEdited) => {
        const delay = length.encoderDelay / length.sampleRate;
        const editOffset = isEdited ? delay : 0;
        const presented = delay - editOffset + timestampOffsetFor(start, length, editOffset);
        expect(presented * length.sampleRate).toBeCloseTo(start * length.sampleRate, 3);
      }),
    );
  });

  it("leaves room after what was there, and none at the beginning", () => {
    expect(placeAfter(0)).toBe(0);
    expect(placeAfter(61.3)).toBe(64);
  });
});

describe("what is buffered", () => {
  const ranges = [
    { start: 0, end: 10 },
    { start: 20.01, end: 30 },
  ];

  it("counts from just before a range to just before its end", () => {
    expect(rangeAt(ranges, 20)).toBe(ranges[1]);
    expect(rangeAt(ranges, 10)).toBeUndefined();
    expect(rangeAt(ranges, 15)).toBeUndefined();
  });

  it("ends where the hole begins", () => {
    expect(bufferedEnd(ranges, 3)).toBe(10);
    expect(bufferedEnd(ranges, 15)).toBe(15);
  });
});
