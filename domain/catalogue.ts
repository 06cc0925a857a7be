/** The values of the catalogue: what a release, a track, an artist and a recording are, wherever they travel or rest. */
import { z } from "zod";
import { idPattern, isId } from "./ids.ts";
import { codecSchema, containerSchema, tierSchema } from "./ladder.ts";

/** 22 characters can say more than 128 bits. */
export const idSchema = z.string().regex(idPattern).refine(isId, "that is not an id");
export const nameSchema = z.string().trim().min(1).max(500);
/** ISO 3166-1 alpha-2, upper case. */
export const marketSchema = z.string().regex(/^[A-Z]{2}$/);
/** BCP 47 primary language, e.g. `en` or `pt-BR`; `zxx` for music without words. */
export const languageSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
/** ISO 3901: country, registrant, year, designation. */
export const isrcSchema = z.string().regex(/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/);
/** GTIN-12 or GTIN-13 (UPC, EAN). */
export const upcSchema = z.string().regex(/^\d{12,13}$/);
export const mbidSchema = z.uuid();
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
export const releaseDateSchema = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/);
export const albumTypeSchema = z.enum(["album", "single", "compilation"]);

/** A market that a thing may be limited to: ISO 3166 leaves ZZ to users, and here it is where a listener is of whom nobody knows. */
export const saleMarketSchema = marketSchema.refine((market) => market !== "ZZ", "ZZ is no country that a thing can be limited to");
/** Where a thing may be heard: everywhere, or only in these markets. */
export const marketsSchema = z.array(saleMarketSchema).nullable();

export const artistCreditSchema = z.object({ id: idSchema, name: nameSchema });
export type ArtistCredit = z.infer<typeof artistCreditSchema>;

export const rightSchema = z.object({
  holder: nameSchema,
  role: z.enum(["master", "composition", "performance"]),
  /** Hundredths of a percent; the shares of one role add up to at most 10,000. */
  share_bps: z.int().min(0).max(10_000),
});

export const imageSchema = z.object({
  /** Names `images/<id>/<size>.jpg`. */
  id: idSchema,
  /** Edge lengths in pixels, largest first; images are square. */
  sizes: z.array(z.int().positive()).min(1),
  /** The cover's dominant colour, `#rrggbb`. */
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
});
export type Image = z.infer<typeof imageSchema>;

/** Edge lengths that covers are stored in, largest first. */
export const imageSizes = [640, 300, 64] as const;

export const byteRangeSchema = z.object({ offset: z.int().min(0), length: z.int().positive() });

export const renditionSchema = z.object({
  tier: tierSchema,
  codec: codecSchema,
  container: containerSchema,
  /** Average bits per second as encoded. */
  bitrate: z.int().positive(),
  bytes: z.int().positive(),
  sample_rate: z.int().positive(),
  channels: z.int().min(1).max(2),
  /** Exact number of samples of music, encoder delay and padding left out. */
  samples: z.int().positive(),
  /** Samples that a decoder which ignores edit lists puts out before the music. */
  encoder_delay: z.int().min(0),
  /** SHA-256 of the file. */
  sha256: sha256Schema,
  /** Initialisation, index and the first two seconds or so: enough to start with one range request. */
  head: byteRangeSchema,
  /** The prefix that a 30-second preview may use: ends on a fragment's (or page's) end. */
  preview: z.object({ bytes: z.int().positive(), samples: z.int().positive() }),
  /** Fragments after the initialisation, in order: start sample on the file's own timeline (encoder delay included) and byte offset. The last ends with the file. */
  fragments: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
});
export type Rendition = z.infer<typeof renditionSchema>;

export const qualityNoteSchema = z.object({
  kind: z.enum(["silent", "clipped", "truncated", "mono_in_stereo", "duplicate", "low_sample_rate", "leading_silence", "trailing_silence"]),
  detail: z.string().max(300),
});

export const analysisSchema = z.object({
  /** ITU-R BS.1770 / EBU R128 integrated loudness in LUFS; null for silence. */
  integrated_lufs: z.number().nullable(),
  /** EBU Tech 3342 loudness range in LU. */
  range_lu: z.number(),
  /** True peak in dBTP; null for digital silence. */
  true_peak_dbtp: z.number().nullable(),
  /** Peak magnitude of 400 equal stretches, 0–255, base64. */
  waveform: z.base64(),
  /** Chromaprint's raw fingerprint, base64, where one could be computed. */
  fingerprint: z.base64().nullable(),
  quality: z.array(qualityNoteSchema),
});
export type Analysis = z.infer<typeof analysisSchema>;

export const sourceSchema = z.object({
  /** SHA-256 over the master's encoded audio packets and their codec parameters: tags do not change it. */
  audio_sha256: sha256Schema,
  codec: z.string().min(1).max(40),
  sample_rate: z.int().positive(),
  channels: z.int().positive(),
  bits_per_sample: z.int().positive().nullable(),
  samples: z.int().positive(),
  /** The R2 key that holds the master as it came. */
  master_key: z.string().max(200),
});

/** Everything known of one sound recording, whatever releases it stands on. */
export const recordingSchema = z.object({ source: sourceSchema, analysis: analysisSchema, renditions: z.array(renditionSchema).max(16) });
export type Recording = z.infer<typeof recordingSchema>;
