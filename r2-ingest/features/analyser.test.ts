import { expect, test } from "vitest";
import { analysisDocumentSchema } from "../../contracts/audio-features.ts";
import { audioFeaturesSchema } from "../../domain/audio-features.ts";
import { babble, cadence, drumLoop } from "../support/test-music.ts";
import { Analyser, type Analysed } from "./analyser.ts";

function analyse(sound: Float32Array, integratedLufs: number | null = -14, piece = 8192): Analysed {
  const analyser = new Analyser();
  for (let from = 0; from < sound.length; from += piece) analyser.add(sound.subarray(from, from + piece));
  return analyser.finish(integratedLufs, sound.length / 22_050);
}

const groove = { tempo: 100, swing: 0, noise: 0.005, beatsPerBar: 4, seconds: 24, seed: 9 };

test("speech and music are told apart", () => {
  const spoken = [95, 160, 230].map((voice, seed) => analyse(babble({ voice, seconds: 20, seed })).features);
  const played = [
    ...[80, 128].map((tempo, seed) => drumLoop({ ...groove, tempo, seed })),
    ...[0, 7].map((key, seed) => cadence({ key, mode: 1, pitch: 440, brightness: 0.5, seed })),
  ].map((sound) => analyse(sound).features);
  for (const { speechiness, instrumentalness } of spoken) {
    expect(speechiness).toBeGreaterThan(0.66);
    expect(instrumentalness).toBeLessThan(0.5);
  }
  for (const { speechiness } of played) expect(speechiness).toBeLessThan(0.33);
});

test("threes and fours are counted, and bars begin with the kick", () => {
  for (const beatsPerBar of [3, 4]) {
    const { features, analysis } = analyse(drumLoop({ ...groove, beatsPerBar }));
    expect(features.time_signature).toBe(beatsPerBar);
    const bar = beatsPerBar * 0.6;
    const inPlace = analysis.bars.filter(({ start }) => Math.abs(start - Math.round(start / bar) * bar) < 0.05);
    expect(inPlace.length).toBeGreaterThanOrEqual(analysis.bars.length - 1);
  }
});

test("intervals follow one another, within the recording", () => {
  const { analysis } = analyse(drumLoop(groove));
  for (const list of [analysis.bars, analysis.beats, analysis.tatums, analysis.sections, analysis.segments]) {
    expect(list.length).toBeGreaterThan(0);
    for (const [index, { start, duration }] of list.entries()) {
      expect(start + duration).toBeLessThanOrEqual(analysis.track.duration + 0.01);
      const next = list[index + 1];
      if (next) expect(next.start).toBeCloseTo(start + duration, 1);
    }
  }
  const covered = analysis.segments.reduce((sum, { duration }) => sum + duration, 0);
  expect(covered).toBeCloseTo(analysis.track.duration, 1);
});

test("where the music changes a section begins", () => {
  const [drums, once] = [drumLoop({ ...groove, seconds: 20 }), cadence({ key: 3, mode: 0, pitch: 440, brightness: 0.5, seed: 1 })];
  const chords = Float32Array.from([...once, ...once]);
  const sound = new Float32Array(drums.length + chords.length);
  sound.set(drums);
  sound.set(chords, drums.length);
  const starts = analyse(sound).analysis.sections.map(({ start }) => start);
  expect(starts.some((start) => Math.abs(start - 20) <= 1.5)).toBe(true);
});

test("how the samples come in pieces changes nothing", () => {
  const sound = drumLoop({ ...groove, seconds: 8 });
  expect(analyse(sound, -14, 1000)).toEqual(analyse(sound, -14, 22_050));
});

test("whatever there is, however short, is described as the contract says", () => {
  const noise = drumLoop({ ...groove, seconds: 1, noise: 1 });
  const square = Float32Array.from({ length: 22_050 * 3 }, (_, index) => (index % 100 < 50 ? 1 : -1));
  for (const sound of [new Float32Array(1), new Float32Array(300), new Float32Array(60_000), noise, noise.subarray(0, 5000), square]) {
    for (const loudness of [null, -70, 3]) {
      const { features, analysis } = analyse(sound, loudness);
      expect(audioFeaturesSchema.safeParse(features).error).toBeUndefined();
      expect(analysisDocumentSchema.safeParse(analysis).error).toBeUndefined();
    }
  }
  expect(analyse(new Float32Array(60_000), null).features).toMatchObject({ key: -1, tempo: 0, loudness: -60, speechiness: 0 });
});
