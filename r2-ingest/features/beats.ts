/** Where the beats are. */
import { frameRate } from "./frames.ts";
import { quantileOf, smooth } from "./statistics.ts";

/** How much a beat that comes early or late costs. */
const tightness = 100;

/**
 * Dynamic programming over the onset envelope: Ellis, "Beat tracking by dynamic programming", 2007, sections 3.3 and 3.4.
 * @param tempo beats per minute
 * @returns frames in rising order
 */
export function trackBeats(envelope: Float32Array, tempo: number): number[] {
  const period = (60 * frameRate) / tempo;
  if (!Number.isFinite(period) || envelope.length < period * 2) return [];
  const score = smooth(envelope, period / 32);
  const best = new Float32Array(score.length);
  const former = new Int32Array(score.length).fill(-1);
  const nearest = Math.round(period / 2);
  const farthest = Math.round(period * 2);
  const cost = Float32Array.from({ length: farthest + 1 }, (_, lag) => (lag === 0 ? 0 : tightness * Math.log(lag / period) ** 2));
  const isBegun = 0.01 * score.reduce((most, value) => Math.max(most, value), 0);
  let begun = false;
  for (let frame = 0; frame < score.length; frame++) {
    const own = score[frame] ?? 0;
    let [most, at] = [Number.NEGATIVE_INFINITY, -1];
    for (let lag = nearest; lag <= farthest && lag <= frame; lag++) {
      const value = (best[frame - lag] ?? 0) - (cost[lag] ?? 0);
      if (value > most) [most, at] = [value, frame - lag];
    }
    best[frame] = own + (at >= 0 ? most : 0);
    // Nothing leads to the first beat but its own strength.
    if (!begun && own < isBegun) at = -1;
    else begun = true;
    former[frame] = at;
  }
  return trim(backtrack(best, former, period), score);
}

/** The last beat is the last good local maximum; each knows the one before. */
function backtrack(best: Float32Array, former: Int32Array, period: number): number[] {
  const peaks: number[] = [];
  for (let frame = 1; frame < best.length - 1; frame++) {
    if ((best[frame] ?? 0) > (best[frame - 1] ?? 0) && (best[frame] ?? 0) >= (best[frame + 1] ?? 0)) peaks.push(frame);
  }
  const median = quantileOf(
    peaks.map((frame) => best[frame] ?? 0),
    0.5,
  );
  let frame = peaks.findLast((peak) => (best[peak] ?? 0) * 2 > median && peak > best.length - 1 - period * 8) ?? peaks.at(-1) ?? -1;
  const beats: number[] = [];
  while (frame >= 0) {
    beats.push(frame);
    frame = former[frame] ?? -1;
  }
  return beats.toReversed();
}

/** Beats before the music begins and after it has ended are nobody's. */
function trim(beats: number[], score: Float32Array): number[] {
  const heights = beats.map((frame) => score[frame] ?? 0);
  const least = 0.5 * Math.sqrt(heights.reduce((sum, value) => sum + value * value, 0) / Math.max(1, heights.length));
  const first = heights.findIndex((value) => value > least);
  const last = heights.findLastIndex((value) => value > least);
  return first < 0 ? [] : beats.slice(first, last + 1);
}

/** Beats per minute as they were played, by the median of spans of eight beats: finer than a frame. */
export function tempoOf(beats: readonly number[]): number | undefined {
  const span = Math.min(8, beats.length - 1);
  if (span < 2) return undefined;
  const spans = beats.slice(span).map((frame, index) => (frame - (beats[index] ?? 0)) / span);
  return (60 * frameRate) / quantileOf(spans, 0.5);
}
