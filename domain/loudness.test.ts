import fc from "fast-check";
import { expect, test } from "vitest";
import { normalisationGain } from "./loudness.ts";

test("loud recordings are turned down to the target, quiet ones up as far as their peaks allow", () => {
  expect(normalisationGain({ integrated_lufs: -8, true_peak_dbtp: 0.3 })).toBe(-6);
  expect(normalisationGain({ integrated_lufs: -20, true_peak_dbtp: -12 })).toBe(6);
  expect(normalisationGain({ integrated_lufs: -20, true_peak_dbtp: -3 })).toBe(2);
  expect(normalisationGain({ integrated_lufs: -20, true_peak_dbtp: 0 })).toBe(0);
  expect(normalisationGain({ integrated_lufs: null, true_peak_dbtp: null })).toBe(0);
});

test("amplification never lifts a peak above the ceiling", () => {
  const level = fc.double({ min: -70, max: 3, noNaN: true });
  fc.assert(
    fc.property(level, level, (integrated_lufs, true_peak_dbtp) => {
      const gain = normalisationGain({ integrated_lufs, true_peak_dbtp });
      if (gain > 0) expect(true_peak_dbtp + gain).toBeLessThanOrEqual(-0.99);
    }),
  );
});
