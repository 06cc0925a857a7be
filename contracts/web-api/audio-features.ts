/** What recordings sound like. What each number means, and which were checked against truth: docs/decisions/audio-features.md. */
import { z } from "zod";
import { audioFeaturesSchema } from "../../domain/audio-features.ts";
import { idSchema } from "../../domain/catalogue.ts";
import { analysisDocumentSchema } from "../audio-features.ts";
import { idList, idParams } from "./common.ts";
import { defineOperation, openToGuests } from "./operation.ts";

export const audioFeaturesObjectSchema = audioFeaturesSchema.extend({
  analysis_url: z.url(),
  id: idSchema,
  track_href: z.url(),
  type: z.literal("audio_features"),
  uri: z.string(),
});
export type AudioFeaturesObject = z.infer<typeof audioFeaturesObjectSchema>;

/** The Web API names fingerprints of The Echo Nest here, which nobody computes any more: empty, of version 0. */
const fingerprints = {
  codestring: z.literal(""),
  code_version: z.literal(0),
  echoprintstring: z.literal(""),
  echoprint_version: z.literal(0),
  synchstring: z.literal(""),
  synch_version: z.literal(0),
  rhythmstring: z.literal(""),
  rhythm_version: z.literal(0),
};

export const audioAnalysisSchema = analysisDocumentSchema.extend({
  meta: z.object({
    analyzer_version: z.string(),
    platform: z.string(),
    detailed_status: z.string(),
    status_code: z.int(),
    /** Seconds since 1970. */
    timestamp: z.int(),
    /** Seconds of computing. */
    analysis_time: z.number(),
    input_process: z.string(),
  }),
  track: analysisDocumentSchema.shape.track.extend({
    sample_md5: z.literal(""),
    /** The whole recording was looked at. */
    offset_seconds: z.literal(0),
    window_seconds: z.literal(0),
    ...fingerprints,
  }),
});
export type AudioAnalysis = z.infer<typeof audioAnalysisSchema>;

export const getAudioFeatures = defineOperation({
  id: "getAudioFeatures",
  method: "get",
  path: "/v1/audio-features/{id}",
  tag: "Audio features",
  summary: "A track's tempo, key, loudness, and estimates of what it is like.",
  access: openToGuests,
  deprecated: true,
  params: idParams,
  answer: audioFeaturesObjectSchema,
});

export const getSeveralAudioFeatures = defineOperation({
  id: "getSeveralAudioFeatures",
  method: "get",
  path: "/v1/audio-features",
  tag: "Audio features",
  summary: "Several tracks' audio features, in the order asked for; null for a track that is not known or not analysed yet.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ids: idList(100) }),
  answer: z.object({ audio_features: z.array(audioFeaturesObjectSchema.nullable()) }),
});

export const getAudioAnalysis = defineOperation({
  id: "getAudioAnalysis",
  method: "get",
  path: "/v1/audio-analysis/{id}",
  tag: "Audio features",
  summary: "A track's bars, beats, tatums, sections, and segments with their pitches and timbre.",
  access: openToGuests,
  deprecated: true,
  params: idParams,
  answer: audioAnalysisSchema,
});
