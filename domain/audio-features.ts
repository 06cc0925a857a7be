/** What is computed from a recording's sound: one line of numbers about it, and where everything in it begins. */
import { z } from "zod";
import { idSchema } from "./catalogue.ts";

/** Raised whenever the same recording would come out differently: older rows are then computed again. */
export const featuresVersion = 1;
export const featuresVersionSchema = z.int().min(1).max(10_000);

const shareSchema = z.number().min(0).max(1);
/** Pitch class 0–11 from C; −1 where there is no pitch. */
export const keySchema = z.int().min(-1).max(11);
/** 1 major, 0 minor. */
export const modeSchema = z.union([z.literal(0), z.literal(1)]);
/** Beats in a bar. */
export const timeSignatureSchema = z.int().min(3).max(7);
/** dB below full scale; silence is −60. */
export const loudnessSchema = z.number().min(-60).max(20);

/** What of it was checked against truth, and how each is computed: docs/decisions/audio-features.md. */
export const audioFeaturesSchema = z.object({
  acousticness: shareSchema,
  danceability: shareSchema,
  duration_ms: z.int().positive(),
  energy: shareSchema,
  instrumentalness: shareSchema,
  key: keySchema,
  liveness: shareSchema,
  /** Integrated loudness by EBU R128. */
  loudness: loudnessSchema,
  mode: modeSchema,
  speechiness: shareSchema,
  /** Beats per minute; 0 where nothing comes back. */
  tempo: z.number().min(0).max(400),
  time_signature: timeSignatureSchema,
  valence: shareSchema,
});
export type AudioFeatures = z.infer<typeof audioFeaturesSchema>;

/** Seconds; `confidence` 0–1. */
export const timeIntervalSchema = z.object({ start: z.number().min(0), duration: z.number().min(0), confidence: shareSchema });
export type TimeInterval = z.infer<typeof timeIntervalSchema>;

/** The key of a recording's analysis in the MEDIA bucket: beside its audio, so that a takedown withholds it with the audio. */
export function analysisKey(recordingId: string, version: number): string {
  return `recordings/${recordingId}/${analysisFile(version)}`;
}

export function analysisFile(version: number): string {
  return `analysis-${version}.json.gz`;
}

/** @returns the version that a file of a recording's folder is the analysis of */
export function versionOfAnalysisFile(file: string): number | undefined {
  const [, version] = /^analysis-([1-9]\d{0,4})\.json\.gz$/.exec(file) ?? [];
  return version === undefined ? undefined : Number(version);
}

/** A recording whose features are missing or older than asked for, and its master. */
export const staleRecordingSchema = z.object({
  recording_id: idSchema,
  /** Of the MEDIA bucket. */
  master_key: z.string(),
  integrated_lufs: z.number().nullable(),
});
export type StaleRecording = z.infer<typeof staleRecordingSchema>;
