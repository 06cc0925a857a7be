/** Audio features of one recording: listens to its samples as they are decoded, and describes it when it is over. */
import type { AnalysisDocument } from "../../contracts/audio-features.ts";
import type { AudioFeatures, TimeInterval } from "../../domain/audio-features.ts";
import { tempoOf, trackBeats } from "./beats.ts";
import { ChromaAnalyser, chromaRate, type Chroma } from "./chroma.ts";
import { impressionsOf } from "./estimates.ts";
import { fact, FrameAnalyser, frameRate, sampleRate } from "./frames.ts";
import { findKey, type KeyEstimate } from "./key.ts";
import { divisionOf, findMeter, type Meter } from "./meter.ts";
import { onsetEnvelope } from "./onset-envelope.ts";
import { findSections } from "./sections.ts";
import { cutSegments, levelOf, round } from "./segments.ts";
import { speechiness } from "./speech.ts";
import { clamp, deviationOf, meanOf, movingMean, quantileOf } from "./statistics.ts";
import { findTempo, periodicity } from "./tempo.ts";

/** What nobody hears: also the loudness of a recording that is silent. */
const silence = -60;

export type Analysed = { features: AudioFeatures; analysis: AnalysisDocument };

export class Analyser {
  readonly #frames = new FrameAnalyser();
  readonly #chroma = new ChromaAnalyser();
  #samples = 0;

  /** @param samples mono, at 22,050 Hz */
  add(samples: Float32Array): void {
    this.#samples += samples.length;
    this.#frames.add(samples);
    this.#chroma.add(samples);
  }

  /** @param integratedLufs EBU R128's; null for silence @param duration seconds */
  finish(integratedLufs: number | null, duration: number): Analysed {
    this.#frames.finish();
    const recording = {
      frames: this.#frames,
      chroma: this.#chroma.finish(),
      duration,
      loudness: clamp(integratedLufs ?? silence, silence, 20),
      samples: this.#samples,
    };
    const rhythm = rhythmOf(recording);
    const key = findKey(recording.chroma);
    const analysis = describe(recording, rhythm, key);
    return { features: summarise(recording, rhythm, key, analysis), analysis };
  }
}

type Recording = { frames: FrameAnalyser; chroma: Chroma; duration: number; loudness: number; samples: number };

type Rhythm = { envelope: Float32Array; tempo: number; confidence: number; pulse: number; beats: number[]; meter: Meter };

function rhythmOf({ frames, chroma }: Recording): Rhythm {
  const envelope = onsetEnvelope(frames);
  const { tempo, confidence, pulse } = findTempo(periodicity(envelope));
  const beats = tempo === 0 ? [] : trackBeats(envelope, tempo);
  const meter = findMeter(beats, envelope, onsetEnvelope(frames, fact.lowFlux), chroma);
  return { envelope, tempo: tempoOf(beats) ?? tempo, confidence, pulse, beats, meter };
}

function summarise({ frames, duration, loudness }: Recording, rhythm: Rhythm, key: KeyEstimate, analysis: AnalysisDocument): AudioFeatures {
  const { tempo, pulse, beats, meter } = rhythm;
  const spoken = speechiness(frames, pulse);
  const lengths = beats.slice(1).map((beat, index) => beat - (beats[index] ?? 0));
  const impressions = impressionsOf(frames, {
    loudness,
    tempo,
    pulse,
    steadiness: lengths.length < 4 ? 0 : clamp(1 - (deviationOf(lengths) / meanOf(lengths)) * 5),
    mode: key.mode,
    modeConfidence: key.modeConfidence,
    onsetRate: analysis.segments.length / duration,
    speechiness: spoken,
  });
  const { energy, danceability, valence, acousticness, instrumentalness, liveness } = impressions;
  return {
    acousticness: round(acousticness),
    danceability: round(danceability),
    duration_ms: Math.max(1, Math.round(duration * 1000)),
    energy: round(energy),
    instrumentalness: round(instrumentalness),
    key: key.key,
    liveness: round(liveness),
    loudness: round(loudness),
    mode: key.mode,
    speechiness: round(spoken),
    tempo: round(tempo),
    time_signature: meter.beatsPerBar,
    valence: round(valence),
  };
}

function describe(recording: Recording, rhythm: Rhythm, key: KeyEstimate): AnalysisDocument {
  const { frames, chroma, duration, loudness, samples } = recording;
  const { beats, meter, envelope } = rhythm;
  const strength = (frame: number): number => clamp((envelope[frame] ?? 0) / 4);
  const beatTimes = intervalsOf(beats, duration, strength);
  const levels = movingMean(frames.facts.column(fact.power), Math.round(frameRate / 2)).map(levelOf);
  return {
    track: {
      num_samples: samples,
      duration: round(duration),
      analysis_sample_rate: sampleRate,
      analysis_channels: 1,
      ...fadesOf(levels, duration),
      loudness: round(loudness),
      ...describeHarmony(rhythm.tempo, rhythm, key),
    },
    bars: intervalsOf(
      meter.downbeats.map((index) => beats[index] ?? 0),
      duration,
      () => meter.confidence,
    ),
    beats: beatTimes,
    tatums: subdivide(beatTimes, divisionOf(beats, envelope)),
    sections: sectionsOf(recording, rhythm),
    segments: cutSegments(frames, chroma, envelope, duration),
  };
}

function describeHarmony(tempo: number, { confidence, meter }: Rhythm, key: KeyEstimate) {
  return {
    tempo: round(tempo),
    tempo_confidence: round(confidence),
    key: key.key,
    key_confidence: round(key.confidence),
    mode: key.mode,
    mode_confidence: round(key.modeConfidence),
    time_signature: meter.beatsPerBar,
    time_signature_confidence: round(meter.confidence),
  };
}

/** Each lasts until the next; the last as long as the one before it. */
function intervalsOf(frames: readonly number[], duration: number, confidenceOf: (frame: number) => number): TimeInterval[] {
  const within = frames.filter((frame) => frame / frameRate < duration);
  return within.map((frame, index) => {
    const before = within[index - 1];
    const next = within[index + 1] ?? (before === undefined ? frame : 2 * frame - before);
    const end = Math.min(next / frameRate, duration);
    return { start: round(frame / frameRate), duration: round(end - frame / frameRate), confidence: round(confidenceOf(frame)) };
  });
}

function subdivide(beats: readonly TimeInterval[], division: number): TimeInterval[] {
  return beats.flatMap(({ start, duration, confidence }) =>
    Array.from({ length: division }, (_, part) => ({
      start: round(start + (duration * part) / division),
      duration: round(duration / division),
      confidence,
    })),
  );
}

/** How far below what is usual a fade still is, in dB. */
const fadeDepth = 10;

function fadesOf(levels: Float32Array, duration: number) {
  const usual = quantileOf(levels, 0.5) - fadeDepth;
  const first = Math.max(
    0,
    levels.findIndex((level) => level >= usual),
  );
  const last = levels.findLastIndex((level) => level >= usual);
  const end = last < 0 ? duration : Math.min(duration, (last + 1) / frameRate);
  return { end_of_fade_in: round(first / frameRate), start_of_fade_out: round(end) };
}

function sectionsOf(recording: Recording, rhythm: Rhythm): AnalysisDocument["sections"] {
  const { frames, chroma, duration, loudness } = recording;
  const meanLevel = (from: number, to: number): number =>
    levelOf(frames.facts.mean(Math.floor(from * frameRate), Math.ceil(to * frameRate))[fact.power] ?? 0);
  const whole = meanLevel(0, duration);
  const starts = findSections(frames, chroma, duration);
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? duration;
    const span = { from: Math.floor(start * chromaRate), to: Math.ceil(end * chromaRate) };
    const own = rhythm.beats.filter((beat) => beat / frameRate >= start && beat / frameRate < end);
    return {
      start: round(start),
      duration: round(end - start),
      confidence: index === 0 ? 1 : 0.5,
      loudness: round(clamp(loudness + meanLevel(start, end) - whole, silence, 20)),
      ...describeHarmony(tempoOf(own) ?? rhythm.tempo, rhythm, findKey(chroma, span, index === starts.length - 1)),
    };
  });
}
