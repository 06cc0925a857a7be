import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import { integratedLoudness } from "./mix/loudness.ts";
import { performContinuous, performTrack } from "./perform.ts";
import type { DemoTrack } from "./releases/release.ts";
import { encodeWave } from "./wav.ts";

/** Enough to test every rule, and quick. */
const rate = 11025;

function shortened(slug: string, count: number, form: string): DemoTrack[] {
  const release = catalogue.find((candidate) => candidate.slug === slug);
  return (release?.tracks ?? []).slice(0, count).map((track) => ({ ...track, score: { ...track.score, form } }));
}

const [track] = shortened("window-seat", 1, "A2 B2");

test("a track comes out the same each time, at its loudness, with no sample near the edge and none of it silent", () => {
  if (!track) throw new Error("no track");
  const sound = performTrack(track, rate);
  const again = performTrack(track, rate);
  const bytes = encodeWave(sound, { rate, bits: 16 }, 1);
  expect(bytes.equals(encodeWave(again, { rate, bits: 16 }, 1))).toBe(true);
  const peak = sound.left.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(peak).toBeLessThan(0.85);
  expect(integratedLoudness(sound, rate)).toBeGreaterThan(-17);
  expect(integratedLoudness(sound, rate)).toBeLessThan(-12);
  for (let at = 0; at + rate < sound.left.length - 2 * rate; at += rate) {
    expect(sound.left.subarray(at, at + rate).some((value) => Math.abs(value) > 0.003)).toBe(true);
  }
  const mean = sound.left.reduce((sum, value) => sum + value, 0) / sound.left.length;
  expect(Math.abs(mean)).toBeLessThan(0.001);
});

test("the files of a continuous release, one after another, are the piece", () => {
  const { sound, cuts } = performContinuous(shortened("tidewater-line", 3, "A2"), rate);
  const format = { rate, bits: 16 } as const;
  const whole = encodeWave(sound, format, 7).subarray(44);
  const pieces = cuts.slice(0, -1).map((from, index) => encodeWave(sound, format, 7, from, cuts[index + 1]).subarray(44));
  expect(Buffer.concat(pieces).equals(whole)).toBe(true);
  expect(cuts[0]).toBe(0);
  expect(cuts.at(-1)).toBe(sound.left.length);
  // The bar lasts a whole number of beats at 112 a minute, so that the pulse walks over the cut.
  expect(cuts[1]).toBe(Math.round((8 * 60 * rate) / 112));
  // The music goes on at each cut: no jump larger than the music's own steps, no fade.
  for (const cut of cuts.slice(1, -1)) {
    expect(Math.abs((sound.left[cut] ?? 0) - (sound.left[cut - 1] ?? 0))).toBeLessThan(0.3);
    expect(sound.left.subarray(cut - 2000, cut).some((value) => Math.abs(value) > 0.02)).toBe(true);
  }
});

test("a wave file says what it holds", () => {
  const sound = { left: Float32Array.of(0, 0.5, -0.5), right: Float32Array.of(0, -1, 1) };
  const bytes = encodeWave(sound, { rate: 48000, bits: 24 }, 3);
  expect(bytes.length).toBe(44 + 3 * 6);
  expect(bytes.readUInt32LE(24)).toBe(48000);
  expect(bytes.readUInt16LE(34)).toBe(24);
  expect(bytes.readIntLE(44 + 6, 3)).toBeCloseTo(2 ** 22, -1);
  expect(bytes.readIntLE(44 + 9, 3)).toBeLessThan(-(2 ** 23) + 3);
});
