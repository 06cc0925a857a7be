/** The Web API's shapes for what the player browses (names and nullability follow the Spotify Web API). */
import { z } from "zod";
import { albumTypeSchema, idSchema, marketSchema } from "../domain/catalogue.ts";

export const externalUrlsSchema = z.object({ nearfield: z.url() });
export const imageObjectSchema = z.object({ url: z.url(), height: z.int().nullable(), width: z.int().nullable() });
/**
 * Why something can't be played by whoever asks. `market`, `product` and `explicit` are the Web API's; `not_released`: its day is
 * yet to come; `withdrawn`: taken down; `not_ready`: its audio is being prepared.
 */
export const restrictionsSchema = z.object({ reason: z.enum(["market", "product", "explicit", "not_released", "withdrawn", "not_ready"]) });
export const copyrightSchema = z.object({ text: z.string(), type: z.enum(["C", "P"]) });

export const simplifiedArtistSchema = z.object({
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  name: z.string(),
  type: z.literal("artist"),
  uri: z.string(),
});

export const artistSchema = simplifiedArtistSchema.extend({
  followers: z.object({ href: z.null(), total: z.int() }),
  genres: z.array(z.string()),
  images: z.array(imageObjectSchema),
  popularity: z.int().min(0).max(100),
});
export type Artist = z.infer<typeof artistSchema>;

export const simplifiedAlbumSchema = z.object({
  album_type: albumTypeSchema,
  total_tracks: z.int(),
  available_markets: z.array(marketSchema).optional(),
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  images: z.array(imageObjectSchema),
  name: z.string(),
  release_date: z.string(),
  release_date_precision: z.enum(["year", "month", "day"]),
  restrictions: restrictionsSchema.optional(),
  type: z.literal("album"),
  uri: z.string(),
  artists: z.array(simplifiedArtistSchema),
  /** Nearfield's own: the cover's dominant colour. */
  cover_colour: z.string().optional(),
});
export type SimplifiedAlbum = z.infer<typeof simplifiedAlbumSchema>;

export const simplifiedTrackSchema = z.object({
  artists: z.array(simplifiedArtistSchema),
  available_markets: z.array(marketSchema).optional(),
  disc_number: z.int(),
  duration_ms: z.int(),
  explicit: z.boolean(),
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  is_playable: z.boolean(),
  restrictions: restrictionsSchema.optional(),
  name: z.string(),
  preview_url: z.null(),
  track_number: z.int(),
  type: z.literal("track"),
  uri: z.string(),
  is_local: z.literal(false),
});
export type SimplifiedTrack = z.infer<typeof simplifiedTrackSchema>;

export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    href: z.url(),
    limit: z.int(),
    next: z.url().nullable(),
    offset: z.int(),
    previous: z.url().nullable(),
    total: z.int(),
    items: z.array(item),
  });
}
export type Page<Item> = {
  href: string;
  limit: number;
  next: string | null;
  offset: number;
  previous: string | null;
  total: number;
  items: Item[];
};

export const externalIdsSchema = z.object({ isrc: z.string().optional(), upc: z.string().optional(), ean: z.string().optional() });

export const albumSchema = simplifiedAlbumSchema.extend({
  tracks: pageSchema(simplifiedTrackSchema),
  copyrights: z.array(copyrightSchema),
  external_ids: externalIdsSchema,
  genres: z.array(z.string()),
  label: z.string(),
  popularity: z.int().min(0).max(100),
  /** Nearfield's own: its tracks follow one another without a gap. */
  gapless: z.boolean(),
});
export type Album = z.infer<typeof albumSchema>;

export const trackSchema = simplifiedTrackSchema.extend({
  album: simplifiedAlbumSchema,
  external_ids: externalIdsSchema,
  popularity: z.int().min(0).max(100),
});
export type Track = z.infer<typeof trackSchema>;

export const newReleasesSchema = z.object({ albums: pageSchema(simplifiedAlbumSchema) });

/** A list that names its own groups, as an artist's albums do: `album_group` tells how the artist stands on it. */
export const artistAlbumSchema = simplifiedAlbumSchema.extend({ album_group: z.enum(["album", "single", "compilation", "appears_on"]) });

/** `offset` and `limit` of a list; `limit` 1–50. */
export const pagingQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(50).default(20),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
});
