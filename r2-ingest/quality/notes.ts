/** Quality control: what a person who delivers music would want to be told. Pure. */
import type { Analysis } from "../../domain/catalogue.ts";
import { edgesOfSilence } from "../encode/pcm-meter.ts";
import type { TranscodeResult } from "../encode/transcode.ts";

type Note = Analysis["quality"][number];
type Measured = Pick<TranscodeResult, "samples" | "declaredDuration" | "faults"> & {
  measurements: NonNullable<TranscodeResult["measurements"]>;
  /** The master lost nothing on the way: then its container knows its length exactly. */
  lossless: boolean;
};

/** −60 dBFS: below it nothing is heard beside music. */
const silence = 0.001;
/** Seconds of silence at an end that are worth a word; records fade out longer than they fade in. */
const leadingSilence = 2;
const trailingSilence = 5;
/** Flattened peaks a minute from which it is no accident. */
const clippedRunsPerMinute = 10;
/** Side below mid by 60 dB: the two channels are one. */
const monoRatio = 1e-6;
const goodSampleRate = 44_100;
/** Seconds that may be missing: encoders' padding, and durations estimated from bit rates. */
const missingLossless = 0.1;
const missingLossy = 1;

export function qualityNotes(measured: Measured): Note[] {
  const { pcm } = measured.measurements;
  if (pcm.peaks.every((peak) => peak < silence))
    return [...truncated(measured), { kind: "silent", detail: "nothing in it is louder than −60 dBFS" }];
  return [...truncated(measured), ...clipped(measured), ...channels(measured), ...sampleRate(measured), ...edges(measured)];
}

function truncated({ samples, declaredDuration, faults, lossless, measurements }: Measured): Note[] {
  const duration = samples / measurements.pcm.sampleRate;
  const missing = declaredDuration - duration;
  const tolerance = lossless ? missingLossless : Math.max(missingLossy, declaredDuration * 0.01);
  if (missing > tolerance) {
    return [{ kind: "truncated", detail: `${duration.toFixed(1)} s of the ${declaredDuration.toFixed(1)} s that its header promises` }];
  }
  if (faults.length === 0) return [];
  const [first = ""] = faults;
  return [{ kind: "truncated", detail: faults.length === 1 ? first : `${first} (and ${faults.length - 1} more faults)` }];
}

function clipped({ measurements: { pcm } }: Measured): Note[] {
  const minutes = pcm.samples / pcm.sampleRate / 60;
  if (pcm.clippedRuns === 0 || pcm.clippedRuns < clippedRunsPerMinute * minutes) return [];
  return [{ kind: "clipped", detail: `${pcm.clippedRuns} peaks are cut off at full scale` }];
}

function channels({ measurements: { pcm } }: Measured): Note[] {
  if (pcm.sideRatio === undefined || pcm.sideRatio > monoRatio) return [];
  return [{ kind: "mono_in_stereo", detail: "both channels are the same" }];
}

function sampleRate({ measurements: { pcm } }: Measured): Note[] {
  return pcm.sampleRate < goodSampleRate ? [{ kind: "low_sample_rate", detail: `${pcm.sampleRate} Hz` }] : [];
}

function edges({ measurements: { pcm } }: Measured): Note[] {
  const { leading, trailing } = edgesOfSilence(pcm, silence);
  const notes: Note[] = [];
  if (leading > leadingSilence) notes.push({ kind: "leading_silence", detail: `${leading.toFixed(1)} s` });
  if (trailing > trailingSilence) notes.push({ kind: "trailing_silence", detail: `${trailing.toFixed(1)} s` });
  return notes;
}
