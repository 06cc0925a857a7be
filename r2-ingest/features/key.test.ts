import { expect, test } from "vitest";
import { cadence, type Cadence } from "../support/test-music.ts";
import { ChromaAnalyser } from "./chroma.ts";
import { findKey } from "./key.ts";

function chromaOf(sound: Float32Array) {
  const analyser = new ChromaAnalyser();
  analyser.add(sound);
  return analyser.finish();
}

const cadences = Array.from({ length: 24 }, (_, seed): Cadence => ({
  key: seed % 12,
  mode: seed < 12 ? 1 : 0,
  pitch: [440, 432, 446][seed % 3] ?? 440,
  brightness: [0.3, 0.6, 0.8][Math.floor(seed / 3) % 3] ?? 0.5,
  seed,
}));

test("at least 85 percent of the 24 keys are found, dull and bright, in tune and out of it", () => {
  const wrong = cadences.filter((piece) => {
    const { key, mode } = findKey(chromaOf(cadence(piece)));
    return key !== piece.key || mode !== piece.mode;
  });
  expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(cadences.length * 0.15);
});

test("the tuning is heard", () => {
  const tuning = (pitch: number): number => chromaOf(cadence({ key: 2, mode: 1, pitch, brightness: 0.4, seed: 3 })).tuning;
  expect(tuning(440)).toBeCloseTo(0, 1);
  expect(tuning(432)).toBeCloseTo(12 * Math.log2(432 / 440), 1);
  expect(tuning(446)).toBeCloseTo(12 * Math.log2(446 / 440), 1);
});

test("a single tone lies in its pitch class, whatever the octave", () => {
  for (const frequency of [110, 440, 880]) {
    const sound = Float32Array.from({ length: 22_050 * 2 }, (_, index) => 0.3 * Math.sin((2 * Math.PI * frequency * index) / 22_050));
    const mean = chromaOf(sound).all.mean(4, 16);
    expect(mean.indexOf(mean.reduce((most, value) => Math.max(most, value), 0))).toBe(9);
  }
});

test("silence has no key", () => {
  expect(findKey(chromaOf(new Float32Array(22_050 * 3)))).toMatchObject({ key: -1, confidence: 0 });
});
