/** Market-neutral documents of the catalogue: what a PoP may cache and what projections hold. Market, plan and clock are applied per request. */
import { z } from "zod";
import { albumTypeSchema, artistCreditSchema, idSchema, imageSchema, marketsSchema, renditionSchema } from "../domain/catalogue.ts";
import { tierSchema } from "../domain/ladder.ts";

export const albumSummarySchema = z.object({
  id: idSchema,
  title: z.string(),
  album_type: albumTypeSchema,
  artists: z.array(artistCreditSchema),
  release_date: z.string(),
  /** Milliseconds since 1970. */
  released_at: z.int(),
  markets: marketsSchema,
  cover: imageSchema.nullable(),
  genres: z.array(z.string()),
  total_tracks: z.int(),
});
export type AlbumSummary = z.infer<typeof albumSummarySchema>;

export const trackEntrySchema = z.object({
  id: idSchema,
  disc: z.int(),
  number: z.int(),
  title: z.string(),
  artists: z.array(artistCreditSchema),
  isrc: z.string().nullable(),
  explicit: z.boolean(),
  markets: marketsSchema,
  duration_ms: z.int(),
  withdrawn: z.boolean(),
  tiers: z.array(tierSchema),
});
export type TrackEntry = z.infer<typeof trackEntrySchema>;

export const albumDocumentSchema = albumSummarySchema.extend({
  label: z.string().nullable(),
  p_line: z.string().nullable(),
  c_line: z.string().nullable(),
  upc: z.string().nullable(),
  gapless: z.boolean(),
  withdrawn: z.boolean(),
  tracks: z.array(trackEntrySchema),
});
export type AlbumDocument = z.infer<typeof albumDocumentSchema>;

/** One track with what its album says of it. */
export const trackDocumentSchema = z.object({ album: albumSummarySchema.extend({ withdrawn: z.boolean() }), entry: trackEntrySchema });
export type TrackDocument = z.infer<typeof trackDocumentSchema>;

export const artistAlbumEntrySchema = z.object({
  album: albumSummarySchema,
  group: z.enum(["album", "single", "compilation", "appears_on"]),
});
export type ArtistAlbumEntry = z.infer<typeof artistAlbumEntrySchema>;

/** What an artist's own album gives to the portrait: its genres and cover, seen where and when the album is. */
export const portraitPartSchema = albumSummarySchema.pick({ released_at: true, markets: true, genres: true, cover: true });

/** An artist without their albums. */
export const artistSummarySchema = z.object({
  id: idSchema,
  name: z.string(),
  /** Newest first, those left out that show nothing more. */
  portrait: z.array(portraitPartSchema),
  followers: z.int(),
});
export type ArtistSummary = z.infer<typeof artistSummarySchema>;

export const artistDocumentSchema = artistSummarySchema.extend({
  /** Newest first. */
  albums: z.array(artistAlbumEntrySchema),
});
export type ArtistDocument = z.infer<typeof artistDocumentSchema>;

/** A stretch of the list, for one market. */
export const newReleasesDocumentSchema = z.object({ albums: z.array(albumSummarySchema), total: z.int() });

/** Genres as categories, most albums first. */
export const categoriesDocumentSchema = z.object({
  categories: z.array(z.object({ id: z.string(), name: z.string(), cover: imageSchema.nullable() })),
});
export type CategoriesDocument = z.infer<typeof categoriesDocumentSchema>;

/** What a track's row keeps of its recording, enough for a grant. */
export const trackPlaybackSchema = z.object({
  waveform: z.string(),
  integrated_lufs: z.number().nullable(),
  true_peak_dbtp: z.number().nullable(),
  /** Milliseconds since 1970: Last-Modified of its files. */
  published_at: z.int(),
  renditions: z.array(renditionSchema.omit({ fragments: true, sha256: true })),
});
export type TrackPlayback = z.infer<typeof trackPlaybackSchema>;
export type NewReleasesDocument = z.infer<typeof newReleasesDocumentSchema>;

/** A playlist that everybody is shown; `message` stands above the list while it leads. */
export const featuredPlaylistSchema = z.object({
  playlist_id: idSchema,
  message: z.string().nullable(),
  category_ids: z.array(z.string()),
});
export type FeaturedPlaylist = z.infer<typeof featuredPlaylistSchema>;
