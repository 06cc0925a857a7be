/** A release as it is delivered: what tags and manifest say together, before ids exist. */
import { z } from "zod";
import {
  albumTypeSchema,
  idSchema,
  imageSchema,
  isrcSchema,
  languageSchema,
  marketsSchema,
  mbidSchema,
  nameSchema,
  releaseDateSchema,
  rightSchema,
  upcSchema,
} from "./catalogue.ts";

export const artistInputSchema = z.object({
  name: nameSchema,
  mbid: mbidSchema.optional(),
  /** The deliverer's own stable reference: tells two artists of one name apart. */
  ref: z.string().min(1).max(200).optional(),
});
export type ArtistInput = z.infer<typeof artistInputSchema>;

export const lyricsSchema = z.object({
  language: languageSchema.optional(),
  /** Lines; with times in milliseconds where the lyrics are synchronised. */
  lines: z.array(z.object({ at_ms: z.int().min(0).optional(), text: z.string().max(1000) })).max(2000),
});

export const trackInputSchema = z.object({
  recording_id: idSchema,
  disc: z.int().min(1).max(99),
  number: z.int().min(1).max(999),
  title: nameSchema,
  artists: z.array(artistInputSchema).min(1).max(50),
  isrc: isrcSchema.optional(),
  mbid: mbidSchema.optional(),
  explicit: z.boolean(),
  language: languageSchema.optional(),
  genres: z.array(z.string().min(1).max(80)).max(20),
  markets: marketsSchema,
  rights: z.array(rightSchema).max(50),
  lyrics: lyricsSchema.optional(),
  /** What the file's own ReplayGain tags say, in dB, kept for the record; playback uses the measured loudness. */
  replay_gain: z.object({ track_gain_db: z.number().optional(), album_gain_db: z.number().optional() }).optional(),
});
export type TrackInput = z.infer<typeof trackInputSchema>;

export const releaseInputSchema = z.object({
  /** The deliverer's own stable reference to the release. */
  ref: z.string().min(1).max(200).optional(),
  upc: upcSchema.optional(),
  mbid: mbidSchema.optional(),
  /** SHA-256 of the folder the release came from: keeps its id when every other name changes. */
  folder: z.string().max(100).optional(),
  title: nameSchema,
  album_type: albumTypeSchema,
  artists: z.array(artistInputSchema).min(1).max(50),
  label: z.string().max(300).optional(),
  p_line: z.string().max(500).optional(),
  c_line: z.string().max(500).optional(),
  release_date: releaseDateSchema,
  /** RFC 3339; the instant from which it may be heard. Absent: since its release date began (UTC). */
  release_instant: z.iso.datetime({ offset: true }).optional(),
  genres: z.array(z.string().min(1).max(80)).max(20),
  language: languageSchema.optional(),
  markets: marketsSchema,
  /** Tracks of this release follow one another without a gap. */
  gapless: z.boolean(),
  cover: imageSchema.optional(),
  tracks: z.array(trackInputSchema).min(1).max(1000),
});
export type ReleaseInput = z.infer<typeof releaseInputSchema>;
