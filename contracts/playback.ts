/** `POST /v1/playback/grants`: may these be played, and if so, where are the bytes. */
import { z } from "zod";
import { byteRangeSchema, idSchema } from "../domain/catalogue.ts";
import { codecSchema, containerSchema, tierSchema } from "../domain/ladder.ts";
import { deviceKindSchema } from "../domain/plan-table.ts";
import { refusalReasonSchema } from "../domain/playability.ts";

export const grantsRequestSchema = z.object({
  track_ids: z.array(idSchema).min(1).max(50),
  /** What will play it; a plan may hear less on one kind than on another. Absent: `unknown`. */
  device: z.object({ id: z.string().max(100).optional(), kind: deviceKindSchema }).optional(),
  /** Whether it is to be kept on the device; refused with `offline` where the plan keeps nothing. */
  offline: z.boolean().optional(),
  /** Narrows the renditions; order of preference is the client's own affair. */
  prefer: z.object({ containers: z.array(containerSchema).min(1).optional(), explicit: z.boolean().optional() }).optional(),
});
export type GrantsRequest = z.infer<typeof grantsRequestSchema>;

export const grantedRenditionSchema = z.object({
  tier: tierSchema,
  /** Absolute path on this origin, signed: good for GET and HEAD with ranges until `expires_at`. */
  url: z.string(),
  codec: codecSchema,
  container: containerSchema,
  /** With RFC 6381 codecs, as `MediaSource.isTypeSupported` takes it. */
  mime_type: z.string(),
  bitrate: z.int(),
  bytes: z.int(),
  sample_rate: z.int(),
  channels: z.int(),
  /** Samples of music at `sample_rate`; for a preview, of the part that may be heard. */
  samples: z.int(),
  /** Samples before the music that a decoder which ignores the edit list puts out. */
  encoder_delay: z.int(),
  /** What to add to reach −14 LUFS without clipping, in dB. */
  gain_db: z.number(),
  /** One range request for this starts playback: initialisation, `sidx`, first fragments. */
  head: byteRangeSchema,
});
export type GrantedRendition = z.infer<typeof grantedRenditionSchema>;

export const grantSchema = z.object({
  track_id: idSchema,
  recording_id: idSchema,
  /** The part that may be heard is a preview. */
  preview: z.boolean(),
  duration_ms: z.int(),
  album_id: idSchema,
  /** Album position, and whether its neighbours follow without a gap. */
  disc: z.int(),
  number: z.int(),
  gapless: z.boolean(),
  /** 400 peaks, 0–255, base64. */
  waveform: z.base64(),
  loudness: z.object({ integrated_lufs: z.number().nullable(), true_peak_dbtp: z.number().nullable() }),
  /** In ladder order. */
  renditions: z.array(grantedRenditionSchema).min(1),
});
export type Grant = z.infer<typeof grantSchema>;

export const refusalSchema = z.object({ track_id: idSchema, refused: z.object({ reason: refusalReasonSchema }) });
export type Refusal = z.infer<typeof refusalSchema>;

export const grantsResponseSchema = z.object({
  /** In the order asked. */
  grants: z.array(z.union([grantSchema, refusalSchema])),
  /** RFC 3339; the earliest expiry among the grants. */
  expires_at: z.iso.datetime(),
  /** What to fetch ahead: fractions of the playing track at which to fetch the whole next one, and the head of the one after. */
  prefetch: z.object({ whole_next_at: z.number(), head_after_next_at: z.number() }),
});
export type GrantsResponse = z.infer<typeof grantsResponseSchema>;
