import { expect, test } from "vitest";
import { Resampler } from "./resample.ts";

const tone = (rate: number, at: number): number => Math.sin((2 * Math.PI * 997 * at) / rate);

test.each([
  [48_000, 44_100],
  [16_000, 44_100],
  [96_000, 48_000],
])("a tone at %i samples a second is the same tone at %i, wherever it is begun and however it is cut", (from, to) => {
  const next = 1000;
  const first = Resampler.firstNeeded(from, to, next);
  const resampler = new Resampler(from, to, next);
  const heard: number[] = [];
  for (let at = first, piece = 1; at < first + from / 4; at += piece, piece = (piece * 7) % 997) {
    const channel = Float32Array.from({ length: piece }, (_, index) => tone(from, at + index));
    heard.push(...(resampler.push({ first: at, channels: [channel] })[0] ?? []));
  }
  expect(heard.length).toBeGreaterThan(to / 5);
  const off = heard.slice(0, -32).map((sample, index) => Math.abs(sample - tone(to, next + index)));
  expect(Math.max(...off)).toBeLessThan(0.01);
});
