/** `release.toml` beside the audio: what the deliverer knows better than the tags. Every field overrides what the files say. */
import { z } from "zod";
import {
  albumTypeSchema,
  isrcSchema,
  languageSchema,
  mbidSchema,
  nameSchema,
  releaseDateSchema,
  saleMarketSchema,
  upcSchema,
} from "./catalogue.ts";
import { artistInputSchema } from "./release.ts";

const artistsSchema = z.array(z.union([nameSchema.transform((name) => ({ name })), artistInputSchema])).min(1);
const rightsSchema = z.array(
  z.object({ holder: nameSchema, role: z.enum(["master", "composition", "performance"]), percent: z.number().min(0).max(100) }),
);
const shared = {
  title: nameSchema.optional(),
  artists: artistsSchema.optional(),
  genres: z.array(z.string().min(1).max(80)).optional(),
  language: languageSchema.optional(),
  explicit: z.boolean().optional(),
  /** Only in these markets. */
  markets: z.array(saleMarketSchema).min(1).optional(),
  mbid: mbidSchema.optional(),
  rights: rightsSchema.optional(),
};

const manifestTrackSchema = z.strictObject({
  ...shared,
  /** Path of the audio file, relative to the manifest. */
  file: z.string().min(1),
  disc: z.int().min(1).optional(),
  number: z.int().min(1).optional(),
  isrc: isrcSchema.optional(),
  /** Path of a text or LRC file, relative to the manifest. */
  lyrics: z.string().min(1).optional(),
});

export const releaseManifestSchema = z.strictObject({
  ...shared,
  ref: z.string().min(1).max(200).optional(),
  upc: upcSchema.optional(),
  type: albumTypeSchema.optional(),
  label: z.string().max(300).optional(),
  p_line: z.string().max(500).optional(),
  c_line: z.string().max(500).optional(),
  release_date: releaseDateSchema.optional(),
  /** TOML offset date-time or RFC 3339 text. */
  release_instant: z.union([z.date().transform((date) => date.toISOString()), z.iso.datetime({ offset: true })]).optional(),
  gapless: z.boolean().optional(),
  /** Path of the cover image, relative to the manifest. */
  cover: z.string().min(1).optional(),
  tracks: z.array(manifestTrackSchema).optional(),
});
export type ReleaseManifest = z.infer<typeof releaseManifestSchema>;
