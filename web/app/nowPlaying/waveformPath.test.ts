import fc from "fast-check";
import { expect, test } from "vitest";
import { barsOf, waveformPath } from "./waveformPath.ts";

test("the loudest peak is in a bar, whatever the number of bars", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.integer({ min: 1, max: 400 }), (peaks, count) => {
      const bars = barsOf(peaks, count);
      expect(bars).toHaveLength(count);
      expect(Math.max(...bars)).toBeCloseTo(Math.max(...peaks) / 255);
    }),
  );
});

test("silence is a line of dots, not nothing", () => {
  expect(waveformPath([0, 0], 4).match(/M/g)).toHaveLength(2);
  expect(waveformPath([0], 4)).not.toContain("NaN");
});
