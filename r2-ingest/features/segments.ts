/** The recording cut where something begins: each piece with its loudness, pitches and timbre. */
import type { AnalysisDocument } from "../../contracts/audio-features.ts";
import { chromaRate, type Chroma } from "./chroma.ts";
import { fact, frameRate, type Frames } from "./frames.ts";
import { clamp, movingMean } from "./statistics.ts";

type Segment = AnalysisDocument["segments"][number];

/** Frames to both sides that an onset is the highest of. */
const peakReach = 3;
/** Frames to both sides whose mean it is above, by so much: Böck, Krebs & Schedl, "Evaluating the online capabilities of onset detection methods", ISMIR 2012. */
const meanReach = 9;
const aboveMean = 0.4;
/** Frames between two onsets. */
const shortest = Math.round(0.1 * frameRate);
const timbreSize = 12;
const silentLevel = -60;

/** @returns frames in rising order, the first of them 0 */
export function findOnsets(envelope: Float32Array): number[] {
  const mean = movingMean(envelope, meanReach);
  const onsets = [0];
  for (let frame = peakReach; frame < envelope.length; frame++) {
    const value = envelope[frame] ?? 0;
    if (value < (mean[frame] ?? 0) + aboveMean || frame - (onsets.at(-1) ?? 0) < shortest) continue;
    if (isHighest(envelope, frame)) onsets.push(frame);
  }
  return onsets;
}

function isHighest(envelope: Float32Array, frame: number): boolean {
  const value = envelope[frame] ?? 0;
  for (let at = frame - peakReach; at <= frame + peakReach; at++) {
    const other = envelope[at] ?? 0;
    if (at < frame ? other >= value : other > value) return false;
  }
  return true;
}

/** Level of a frame in dB, a sine at full scale being 0. */
export function levelOf(power: number): number {
  return Math.max(silentLevel, 10 * Math.log10(power * 2 + 1e-12));
}

/** @param duration seconds of the recording */
export function cutSegments(frames: Frames, chroma: Chroma, envelope: Float32Array, duration: number): Segment[] {
  const onsets = findOnsets(envelope).filter((frame) => frame / frameRate < duration);
  return onsets.map((from, index) => {
    const to = Math.max(from + 1, onsets[index + 1] ?? frames.facts.rows);
    const end = index + 1 < onsets.length ? to / frameRate : duration;
    return {
      start: round(from / frameRate),
      duration: round(end - from / frameRate),
      confidence: round(index === 0 ? 1 : clamp((envelope[from] ?? 0) / 4)),
      ...loudnessOf(frames, from, to),
      pitches: pitchesOf(chroma, from, to),
      timbre: Array.from(frames.cepstra.mean(from, to).subarray(0, timbreSize), round),
    };
  });
}

function loudnessOf(frames: Frames, from: number, to: number) {
  const level = (frame: number): number => levelOf(frames.facts.row(frame)[fact.power] ?? 0);
  let [most, at] = [level(from), from];
  for (let frame = from + 1; frame < Math.min(to, frames.facts.rows); frame++) {
    if (level(frame) > most) [most, at] = [level(frame), frame];
  }
  return {
    loudness_start: round(level(from)),
    loudness_max: round(most),
    loudness_max_time: round((at - from) / frameRate),
    loudness_end: round(level(Math.min(to, frames.facts.rows) - 1)),
  };
}

/** Relative to the strongest, as chroma vectors are usually given. */
function pitchesOf(chroma: Chroma, from: number, to: number): number[] {
  const first = Math.round((from * chromaRate) / frameRate);
  const mean = chroma.all.mean(first, Math.max(first + 1, Math.round((to * chromaRate) / frameRate)));
  const most = mean.reduce((highest, value) => Math.max(highest, value), 0);
  return Array.from(mean, (value) => (most === 0 ? 0 : round(value / most)));
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
