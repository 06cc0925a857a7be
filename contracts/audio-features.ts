/** What is stored of a recording's sound: the features as a row of the catalogue, the analysis as a file beside the audio. */
import { z } from "zod";
import {
  audioFeaturesSchema,
  featuresVersionSchema,
  keySchema,
  loudnessSchema,
  modeSchema,
  timeIntervalSchema,
  timeSignatureSchema,
} from "../domain/audio-features.ts";
import { sha256Schema } from "../domain/catalogue.ts";

export const featuresDocumentSchema = z.object({
  /** Of the methods, see `featuresVersion`. */
  version: featuresVersionSchema,
  /** Milliseconds since 1970. */
  analysed_at: z.int().min(0),
  /** Seconds of computing. */
  analysis_time: z.number().min(0),
  features: audioFeaturesSchema,
  /** The file at `analysisKey`: `analysisDocumentSchema` as JSON, compressed by gzip. */
  analysis: z.object({ bytes: z.int().positive(), sha256: sha256Schema }),
});
export type FeaturesDocument = z.infer<typeof featuresDocumentSchema>;

const share = z.number().min(0).max(1);
const twelve = z.array(z.number()).length(12);

const harmonyAndTempo = {
  loudness: loudnessSchema,
  tempo: z.number().min(0),
  tempo_confidence: share,
  key: keySchema,
  key_confidence: share,
  mode: modeSchema,
  mode_confidence: share,
  time_signature: timeSignatureSchema,
  time_signature_confidence: share,
};

/** Times and durations are in seconds. */
export const analysisDocumentSchema = z.object({
  track: z.object({
    /** At `analysis_sample_rate`. */
    num_samples: z.int(),
    duration: z.number(),
    analysis_sample_rate: z.int(),
    analysis_channels: z.literal(1),
    end_of_fade_in: z.number(),
    start_of_fade_out: z.number(),
    ...harmonyAndTempo,
  }),
  bars: z.array(timeIntervalSchema),
  beats: z.array(timeIntervalSchema),
  tatums: z.array(timeIntervalSchema),
  sections: z.array(timeIntervalSchema.extend(harmonyAndTempo)),
  segments: z.array(
    timeIntervalSchema.extend({
      loudness_start: z.number(),
      loudness_max: z.number(),
      /** Seconds from the segment's start. */
      loudness_max_time: z.number(),
      loudness_end: z.number(),
      /** Strength of C, C♯ … B, the strongest being 1. */
      pitches: twelve,
      /** The first twelve mel-frequency cepstral coefficients: loudness, brightness, and finer shapes of the spectrum. */
      timbre: twelve,
    }),
  ),
});
export type AnalysisDocument = z.infer<typeof analysisDocumentSchema>;
