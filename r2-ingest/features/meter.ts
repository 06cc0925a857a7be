/** How beats group into bars, and what they divide into. */
import { chromaRate, type Chroma } from "./chroma.ts";
import { frameRate } from "./frames.ts";
import type { Series } from "./series.ts";
import { clamp, deviationOf, meanOf } from "./statistics.ts";

export type Meter = {
  beatsPerBar: number;
  /** 0–1. */
  confidence: number;
  /** Index of the beat that begins each bar. */
  downbeats: number[];
};

const meters = [3, 4, 5, 7] as const;
/** Most music counts four: others have to explain so much more of the accents. */
const favourForFour = 0.03;
/** What a bar of another length costs when downbeats are placed, in deviations of an accent. */
const brokenBar = 6;

/** Something between two spectra: 0 alike, 1 nothing in common. */
function distance(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return squareA === 0 || squareB === 0 ? 0 : 1 - product / Math.sqrt(squareA * squareB);
}

function standardise(values: number[]): number[] {
  const mean = meanOf(values);
  const deviation = deviationOf(values);
  return values.map((value) => (deviation === 0 ? 0 : (value - mean) / deviation));
}

function around(envelope: Float32Array, frame: number): number {
  return envelope.subarray(Math.max(0, frame - 2), frame + 3).reduce((most, value) => Math.max(most, value), 0);
}

function harmonyAt(rows: Series, from: number, to: number): Float32Array {
  const first = Math.round((from * chromaRate) / frameRate);
  return rows.mean(first, Math.max(first + 1, Math.round((to * chromaRate) / frameRate)));
}

/**
 * How much a beat stands out: by its onset, its bass, and a change of harmony, which bars like to begin with (Klapuri, Eronen & Astola,
 * "Analysis of the meter of acoustic musical signals", IEEE TASLP 14(1), 2006).
 */
function accentsOf(beats: readonly number[], onsets: Float32Array, lowOnsets: Float32Array, chroma: Chroma): number[] {
  const changes = (rows: Series): number[] =>
    beats.map((beat, index) => {
      const before = beats[index - 1];
      const after = beats[index + 1];
      return before === undefined || after === undefined ? 0 : distance(harmonyAt(rows, before, beat), harmonyAt(rows, beat, after));
    });
  const parts = [
    standardise(beats.map((beat) => around(onsets, beat))),
    standardise(beats.map((beat) => around(lowOnsets, beat))),
    standardise(changes(chroma.all)),
    standardise(changes(chroma.bass)),
  ];
  return beats.map((_, index) => parts.reduce((sum, part) => sum + (part[index] ?? 0), 0));
}

/** Share of the accents' variance that a position in a bar of so many beats explains, corrected for the number of positions. */
function explained(accents: readonly number[], beatsPerBar: number): number {
  const mean = meanOf(accents);
  const total = accents.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (total === 0 || accents.length <= beatsPerBar) return 0;
  let between = 0;
  for (let position = 0; position < beatsPerBar; position++) {
    const own = accents.filter((_, index) => index % beatsPerBar === position);
    between += own.length * (meanOf(own) - mean) ** 2;
  }
  return 1 - ((1 - between / total) * (accents.length - 1)) / (accents.length - beatsPerBar);
}

/** Beats that are looked at together: one that was missed shifts all after it. */
const stretch = 48;

export function findMeter(beats: readonly number[], onsets: Float32Array, lowOnsets: Float32Array, chroma: Chroma): Meter {
  const accents = accentsOf(beats, onsets, lowOnsets, chroma);
  const stretches: number[][] = [];
  for (let from = 0; from === 0 || from + stretch / 2 < accents.length; from += stretch / 2)
    stretches.push(accents.slice(from, from + stretch));
  const scored = meters
    .map((beatsPerBar) => ({
      beatsPerBar,
      score: meanOf(stretches.map((part) => explained(part, beatsPerBar))) + (beatsPerBar === 4 ? favourForFour : 0),
    }))
    .toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  const beatsPerBar = best?.beatsPerBar ?? 4;
  return {
    beatsPerBar,
    confidence: clamp(((best?.score ?? 0) - (second?.score ?? 0)) * 4),
    downbeats: placeDownbeats(accents, beatsPerBar),
  };
}

/** Viterbi's best path through the positions of a bar: each beat is the next position, or, at a price, a new bar begins early or late. */
function placeDownbeats(accents: readonly number[], beatsPerBar: number): number[] {
  let scores = Array.from({ length: beatsPerBar }, () => 0);
  const formers: number[][] = [];
  for (const accent of accents) {
    const best = scores.indexOf(Math.max(...scores));
    const former: number[] = [];
    scores = scores.map((_, position) => {
      const usual = (position + beatsPerBar - 1) % beatsPerBar;
      const jumps = (scores[best] ?? 0) - brokenBar > (scores[usual] ?? 0);
      former.push(jumps ? best : usual);
      return (jumps ? (scores[best] ?? 0) - brokenBar : (scores[usual] ?? 0)) + (position === 0 ? accent : 0);
    });
    formers.push(former);
  }
  let position = scores.indexOf(Math.max(...scores));
  const downbeats: number[] = [];
  for (let index = accents.length - 1; index >= 0; index--) {
    if (position === 0) downbeats.push(index);
    position = formers[index]?.[position] ?? 0;
  }
  return downbeats.toReversed();
}

/** @returns tatums a beat, 2, 3 or 4: where between the beats something begins */
export function divisionOf(beats: readonly number[], onsets: Float32Array): 2 | 3 | 4 {
  const strengthAt = (share: number): number =>
    meanOf(beats.slice(1).map((beat, index) => around(onsets, Math.round((beats[index] ?? 0) + (beat - (beats[index] ?? 0)) * share))));
  const halves = strengthAt(1 / 2);
  const thirds = (strengthAt(1 / 3) + strengthAt(2 / 3)) / 2;
  const quarters = (strengthAt(1 / 4) + strengthAt(3 / 4)) / 2;
  if (thirds > halves * 1.2 && thirds > quarters * 1.2) return 3;
  return quarters > halves * 0.8 && quarters > 0.5 ? 4 : 2;
}
