import { expect, test } from "vitest";
import { drumLoop } from "../support/test-music.ts";
import { tempoOf, trackBeats } from "./beats.ts";
import { FrameAnalyser, frameRate } from "./frames.ts";
import { onsetEnvelope } from "./onset-envelope.ts";
import { findTempo, periodicity } from "./tempo.ts";

function beatsOf(sound: Float32Array) {
  const frames = new FrameAnalyser();
  frames.add(sound);
  frames.finish();
  const envelope = onsetEnvelope(frames);
  const { tempo, confidence } = findTempo(periodicity(envelope));
  return { tempo, confidence, beats: trackBeats(envelope, tempo) };
}

/** Within 4 percent, the octave left open, as tempo estimates are usually judged: Gouyon et al., IEEE TASLP 14(5), 2006. */
function isRight(found: number, truth: number): boolean {
  return [0.5, 1, 2].some((octave) => Math.abs(found / (truth * octave) - 1) <= 0.04);
}

const grooves = Array.from({ length: 20 }, (_, seed) => ({
  tempo: 62 + seed * 6.4,
  swing: [0, 0.05, 1 / 6][seed % 3] ?? 0,
  noise: [0, 0.01, 0.05][Math.floor(seed / 3) % 3] ?? 0,
  beatsPerBar: seed % 5 === 4 ? 3 : 4,
  seconds: 15,
  seed,
}));

test("at least 85 percent of tempi between 62 and 184 are found, with swing and hiss", () => {
  const wrong = grooves.filter((groove) => {
    const { tempo, beats } = beatsOf(drumLoop(groove));
    return !isRight(tempoOf(beats) ?? tempo, groove.tempo);
  });
  expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(grooves.length * 0.15);
});

test("beats fall where the drums are", () => {
  const { beats, tempo } = beatsOf(drumLoop({ tempo: 120, swing: 0, noise: 0.01, beatsPerBar: 4, seconds: 20, seed: 5 }));
  expect(tempo).toBeGreaterThan(115);
  expect(tempo).toBeLessThan(125);
  expect(beats.length).toBeGreaterThan(35);
  for (const beat of beats) {
    const seconds = beat / frameRate;
    expect(Math.abs(seconds - Math.round(seconds * 2) / 2)).toBeLessThan(0.035);
  }
});

test("silence has no tempo and no beat, steady noise next to no confidence", () => {
  expect(beatsOf(new Float32Array(22_050 * 5))).toEqual({ tempo: 0, confidence: 0, beats: [] });
  let state = 1;
  const noise = Float32Array.from({ length: 22_050 * 20 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  expect(beatsOf(noise).confidence).toBeLessThan(0.2);
});
