/** How fast: the period at which onsets come back. */
import { autocorrelate } from "./spectrum.ts";
import { frameRate } from "./frames.ts";
import { clamp } from "./statistics.ts";

export type Tempo = {
  /** Beats per minute; 0 where nothing comes back. */
  tempo: number;
  /** 0–1. */
  confidence: number;
  /** Height of the autocorrelation at the beat, 0–1: Lartillot et al., "Multi-feature modeling of pulse clarity", ISMIR 2008. */
  pulse: number;
};

/** Windows of about 12 seconds: long enough for three bars, short enough for a tempo that drifts. */
const windowFrames = 1024;
/** Lags up to six seconds. */
const lagCount = 512;

const slowest = 50;
const fastest = 220;
const stepsPerOctave = 96;
/** Centre and width (octaves) of what listeners tap: Ellis 2007, equation 6, after McKinney & Moelants 2004. */
const preferred = 120;
const tolerance = 0.9;

/**
 * Mean autocorrelation of overlapping windows, so that a tempo may drift slowly.
 * @returns lags in frames, relative to lag 0
 */
export function periodicity(envelope: Float32Array): Float32Array {
  const sum = new Float32Array(lagCount);
  for (let from = 0; from === 0 || from + windowFrames / 2 < envelope.length; from += windowFrames / 2) {
    const window = envelope.slice(from, from + windowFrames);
    const mean = window.reduce((total, value) => total + value, 0) / Math.max(1, window.length);
    const correlation = autocorrelate(
      window.map((value) => value - mean),
      Math.min(lagCount, window.length),
    );
    for (let lag = 0; lag < correlation.length; lag++) sum[lag] = (sum[lag] ?? 0) + (correlation[lag] ?? 0);
  }
  const energy = sum[0] ?? 0;
  return energy > 0 ? sum.map((value) => value / energy) : sum;
}

/** Value between two lags. */
function valueAt(correlation: Float32Array, lag: number): number {
  const below = Math.floor(lag);
  const share = lag - below;
  return (correlation[below] ?? 0) * (1 - share) + (correlation[below + 1] ?? 0) * share;
}

/** A beat comes back after two, three and four beats too: Klapuri et al. 2006's comb, without its filters. */
const multiples = [1, 0.5, 0.33, 0.5];

function strengthOf(correlation: Float32Array, period: number): number {
  let [sum, weights] = [0, 0];
  for (const [index, weight] of multiples.entries()) {
    const lag = period * (index + 1);
    if (lag >= correlation.length - 1) break;
    sum += weight * valueAt(correlation, lag);
    weights += weight;
  }
  return sum / weights;
}

function preference(tempo: number): number {
  return Math.exp(-0.5 * (Math.log2(tempo / preferred) / tolerance) ** 2);
}

/** @param correlation of `periodicity` */
export function findTempo(correlation: Float32Array): Tempo {
  let best = { tempo: 0, score: 0 };
  let total = 0;
  const steps = Math.round(Math.log2(fastest / slowest) * stepsPerOctave);
  for (let step = 0; step <= steps; step++) {
    const tempo = slowest * 2 ** (step / stepsPerOctave);
    const score = strengthOf(correlation, (60 * frameRate) / tempo) * preference(tempo);
    total += Math.max(0, score);
    if (score > best.score) best = { tempo, score };
  }
  if (best.score <= 0) return { tempo: 0, confidence: 0, pulse: 0 };
  const pulse = clamp(valueAt(correlation, (60 * frameRate) / best.tempo));
  return { tempo: best.tempo, confidence: clamp((best.score * (steps + 1)) / total / 8) * clamp(pulse * 2), pulse };
}
