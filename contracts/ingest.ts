/**
 * The ingest contract: what `r2-ingest` says to workers/ingest, the same locally and remotely.
 * `Authorization: Bearer <ingest key>`; JSON but for object bytes; every call may be repeated.
 *
 *     POST /ingest/v1/recordings/resolve   resolveRequestSchema → resolveResponseSchema
 *     PUT  /ingest/v1/objects/<key>        bytes, with x-content-sha256 → objectResponseSchema
 *     PUT  /ingest/v1/recordings/<id>      recordingSchema (domain/catalogue) → recordingResponseSchema
 *     PUT  /ingest/v1/recordings/<id>/features   featuresDocumentSchema (audio-features) → featuresResponseSchema
 *     GET  /ingest/v1/recordings/stale     staleRequestSchema as a query → staleResponseSchema
 *     GET  /ingest/v1/masters/<id>         the master of a recording, as it came
 *     POST /ingest/v1/releases             releaseInputSchema (domain/release) → releaseResponseSchema
 *     POST /ingest/v1/takedowns            takedownRequestSchema → takedownResponseSchema
 */
import { z } from "zod";
import { analysisSchema, idSchema, sha256Schema } from "../domain/catalogue.ts";
import { featuresVersionSchema, staleRecordingSchema } from "../domain/audio-features.ts";
import { tierSchema } from "../domain/ladder.ts";

export const contentSha256Header = "x-content-sha256";

/**
 * Keys of the MEDIA bucket. `recordings/<recording id>/<tier's file>`, `recordings/<recording id>/analysis-<version>.json.gz`, `masters/<recording id>.<extension>`, `images/<image id>/<edge>.jpg`.
 * The image id is the first 16 bytes of the SHA-256 of the original image, in base62.
 */
export const objectKeySchema = z
  .string()
  .regex(
    /^(recordings\/[0-9A-Za-z]{22}\/([a-z0-9-]+\.(mp4|ogg)|analysis-[1-9]\d{0,3}\.json\.gz)|masters\/[0-9A-Za-z]{22}\.[a-z0-9]{1,5}|images\/[0-9A-Za-z]{22}\/\d{2,4}\.jpg)$/,
  );

/** Which recordings are known already. The id of a new one is decided here, once and for all. */
export const resolveRequestSchema = z.object({ audio_sha256: z.array(sha256Schema).min(1).max(500) });
export const resolvedRecordingSchema = z.object({
  audio_sha256: sha256Schema,
  recording_id: idSchema,
  /** Tiers whose renditions are stored and described. */
  tiers: z.array(tierSchema),
  /** What was measured, where the recording is known. */
  analysis: analysisSchema.nullable(),
  /** Of its audio features, where there are some. */
  features_version: featuresVersionSchema.nullable(),
});
export const resolveResponseSchema = z.object({ recordings: z.array(resolvedRecordingSchema) });

/** `stored` is false when the very same bytes were there already. 409 `immutable` when others are described under that key. */
export const objectResponseSchema = z.object({ key: objectKeySchema, bytes: z.int(), stored: z.boolean() });

/** Renditions are merged by tier: a later call adds the missing ones. 422 `object_missing` when a file was not uploaded or has another size. */
export const recordingResponseSchema = z.object({ recording_id: idSchema, tiers: z.array(tierSchema), changed: z.boolean() });

/** A newer version replaces an older one, never the other way: `changed` says whether it did. 422 `object_missing` when the analysis was not uploaded. */
export const featuresResponseSchema = z.object({ recording_id: idSchema, version: featuresVersionSchema, changed: z.boolean() });

/** Recordings whose features are missing or of a version before this one; `after` is the last id of the page before. */
export const staleRequestSchema = z.object({
  version: z.coerce.number().pipe(featuresVersionSchema),
  after: z.union([idSchema, z.literal("")]).default(""),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const staleResponseSchema = z.object({ recordings: z.array(staleRecordingSchema) });

export const releaseResponseSchema = z.object({
  album_id: idSchema,
  outcome: z.enum(["created", "changed", "unchanged"]),
  tracks: z.array(z.object({ track_id: idSchema, disc: z.int(), number: z.int(), title: z.string() })),
  /** Tracks that stand in the catalogue but not in this delivery: reported, never removed. */
  absent: z.array(z.object({ track_id: idSchema, disc: z.int(), number: z.int(), title: z.string() })),
});

/** Withdraws or restores an album (all its tracks) or one track. */
export const takedownRequestSchema = z.object({
  id: idSchema,
  action: z.enum(["withdraw", "restore"]),
  reason: z.string().max(500).optional(),
});
export const takedownResponseSchema = z.object({
  id: idSchema,
  type: z.enum(["album", "track"]),
  title: z.string(),
  state: z.enum(["live", "withdrawn"]),
  changed: z.boolean(),
});
