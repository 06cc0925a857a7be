/** Whether somebody speaks. */
import FFT from "fft.js";
import { fact, frameRate, type Frames } from "./frames.ts";
import { deviationOf, logistic, meanOf } from "./statistics.ts";

/** Three seconds: some words, some pauses. */
const windowFrames = 256;

type SpeechEvidence = {
  /** Share of the level's movement that is 2.5 to 8 times a second, the pace of syllables. */
  syllables: number;
  /** Share of frames that are less than half as loud as the mean: pauses. */
  pauses: number;
  /** Deviation of zero crossings a sample: vowels and hisses take turns. */
  hisses: number;
  /** Louder than −60 dBFS. */
  isSounding: boolean;
};

/** Scheirer & Slaney, "Construction and evaluation of a robust multifeature speech/music discriminator", ICASSP 1997. */
function listenForSpeech(frames: Frames): SpeechEvidence[] {
  const fft = new FFT(windowFrames);
  const windows: SpeechEvidence[] = [];
  for (let from = 0; from + windowFrames <= frames.facts.rows; from += windowFrames / 2) {
    const rows = Array.from({ length: windowFrames }, (_, index) => frames.facts.row(from + index));
    windows.push(judge(rows, fft));
  }
  return windows;
}

function judge(rows: readonly Float32Array[], fft: FFT): SpeechEvidence {
  const loudness = rows.map((row) => Math.sqrt(row[fact.power] ?? 0));
  const mean = meanOf(loudness);
  const crossings = rows.filter((_, index) => (loudness[index] ?? 0) > mean * 0.1).map((row) => row[fact.crossings] ?? 0);
  return {
    syllables: syllablePace(loudness, mean, fft),
    pauses: loudness.filter((value) => value < mean / 2).length / rows.length,
    hisses: deviationOf(crossings),
    isSounding: mean > 1e-3,
  };
}

function syllablePace(loudness: readonly number[], mean: number, fft: FFT): number {
  const tapered = loudness.map((value, index) => (value - mean) * (1 - Math.cos((2 * Math.PI * index) / windowFrames)));
  const spectrum = new Float64Array(windowFrames * 2);
  fft.realTransform(spectrum, tapered);
  let [paced, all] = [0, 0];
  for (let bin = 1; bin < windowFrames / 2; bin++) {
    const energy = (spectrum[bin * 2] ?? 0) ** 2 + (spectrum[bin * 2 + 1] ?? 0) ** 2;
    const pace = (bin * frameRate) / windowFrames;
    if (pace >= 2.5 && pace <= 8) paced += energy;
    if (pace <= 20) all += energy;
  }
  return all === 0 ? 0 : paced / all;
}

/** Where speech and music part, and how much each evidence says: fitted by hand to synthetic speech and some 130 pieces of music. */
function likelihood({ syllables, pauses, hisses }: SpeechEvidence, pulse: number): number {
  return logistic(60 * (hisses - 0.08) + 12 * (pauses - 0.31) + 3 * (syllables - 0.3) - 6 * (pulse - 0.2));
}

/** @param pulse of the tempo: people who speak keep no time @returns share of what sounds that is speech, 0–1 */
export function speechiness(frames: Frames, pulse: number): number {
  const sounding = listenForSpeech(frames).filter(({ isSounding }) => isSounding);
  return meanOf(sounding.map((window) => likelihood(window, pulse)));
}
