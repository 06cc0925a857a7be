import fc from "fast-check";
import { expect, test } from "vitest";
import { edgesOfSilence, PcmMeter, waveform } from "./pcm-meter.ts";

function metered(planes: Float32Array[], blocks: number[]) {
  const meter = new PcmMeter(44_100);
  let from = 0;
  for (const length of [...blocks, Number.POSITIVE_INFINITY]) {
    meter.add(planes.map((plane) => plane.subarray(from, from + length)));
    from += length;
  }
  return meter.facts();
}

test("how the music comes in blocks changes nothing", () => {
  const samples = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { maxLength: 700 });
  fc.assert(
    fc.property(samples, fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 5 }), (left, blocks) => {
      const planes = [Float32Array.from(left), Float32Array.from(left.toReversed())];
      const { sideRatio: whole, ...facts } = metered(planes, []);
      const { sideRatio: parts, ...others } = metered(planes, blocks);
      expect(others).toEqual(facts);
      expect(parts).toBeCloseTo(whole ?? 0, 6);
      expect(facts.samples).toBe(left.length);
    }),
  );
});

test("three samples at full scale are one cut-off peak, two are none", () => {
  const plane = new Float32Array(1000);
  plane.set([1, 1, 1, 1, 0, -1, -1, 0], 100);
  expect(metered([plane], [101]).clippedRuns).toBe(1);
});

test("silence is measured from both ends", () => {
  const plane = new Float32Array(44_100 * 4);
  plane.fill(0.5, 44_100, 44_100 * 2);
  const { leading, trailing } = edgesOfSilence(metered([plane], []), 0.001);
  expect(leading).toBeCloseTo(1, 2);
  expect(trailing).toBeCloseTo(2, 2);
});

test("a waveform has 400 values whatever the length", () => {
  for (const length of [0, 1, 399, 400, 12_345]) expect(waveform(new Float32Array(length).fill(1))).toHaveLength(400);
  expect(waveform(Float32Array.from({ length: 800 }, (_, index) => (index < 400 ? 0 : 2))).slice(198, 202)).toEqual(
    Uint8Array.from([0, 0, 255, 255]),
  );
});
