import { z } from "zod";
import { idSchema } from "../../domain/catalogue.ts";
import { isPlain } from "../../domain/shown-name.ts";
import { imageObjectSchema, localeQuery, marketQuery, pageSchema, pagingQuery, simplifiedAlbumSchema } from "./common.ts";
import { defineOperation, openToGuests, type Access } from "./operation.ts";
import { simplifiedPlaylistSchema } from "./playlists.ts";

export const newReleasesSchema = z.object({ albums: pageSchema(simplifiedAlbumSchema) });

export const getNewReleases = defineOperation({
  id: "getNewReleases",
  method: "get",
  path: "/v1/browse/new-releases",
  tag: "Browse",
  summary: "Albums that came out last, newest first.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ...marketQuery, ...localeQuery, ...pagingQuery }),
  answer: newReleasesSchema,
});

export const categorySchema = z.object({
  href: z.url(),
  icons: z.array(imageObjectSchema),
  /** A genre: its name in small letters with hyphens. */
  id: z.string(),
  name: z.string(),
});
export type Category = z.infer<typeof categorySchema>;

const categoryParams = z.object({ category_id: z.string().min(1).max(200) });

export const getCategories = defineOperation({
  id: "getCategories",
  method: "get",
  path: "/v1/browse/categories",
  tag: "Browse",
  summary: "The catalogue's genres, most albums first.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ...localeQuery, ...pagingQuery }),
  answer: z.object({ categories: pageSchema(categorySchema) }),
});

export const getCategory = defineOperation({
  id: "getCategory",
  method: "get",
  path: "/v1/browse/categories/{category_id}",
  tag: "Browse",
  summary: "One of the catalogue's genres.",
  access: openToGuests,
  deprecated: true,
  params: categoryParams,
  query: z.object(localeQuery),
  answer: categorySchema,
});

export const getMarkets = defineOperation({
  id: "getMarkets",
  method: "get",
  path: "/v1/markets",
  tag: "Browse",
  summary: "Countries that the catalogue knows: ISO 3166-1 alpha-2.",
  access: openToGuests,
  deprecated: true,
  answer: z.object({ markets: z.array(z.string()) }),
});

export const getGenreSeeds = defineOperation({
  id: "getGenreSeeds",
  method: "get",
  path: "/v1/recommendations/available-genre-seeds",
  tag: "Browse",
  summary: "Genres that recommendations can start from, most albums first.",
  access: openToGuests,
  deprecated: true,
  answer: z.object({ genres: z.array(z.string()) }),
});

const featuredSchema = z.object({ message: z.string(), playlists: pageSchema(simplifiedPlaylistSchema) });

export const getFeaturedPlaylists = defineOperation({
  id: "getFeaturedPlaylists",
  method: "get",
  path: "/v1/browse/featured-playlists",
  tag: "Browse",
  summary: "Playlists that this service shows to everybody.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ...localeQuery, ...pagingQuery }),
  answer: featuredSchema,
});

export const getCategoryPlaylists = defineOperation({
  id: "getCategoryPlaylists",
  method: "get",
  path: "/v1/browse/categories/{category_id}/playlists",
  tag: "Browse",
  summary: "Featured playlists of a genre.",
  access: openToGuests,
  deprecated: true,
  params: categoryParams,
  query: z.object({ ...localeQuery, ...pagingQuery }),
  answer: featuredSchema,
});

const editors: Access = { guests: false, scopes: [], roles: ["moderator", "admin"] };
const featuredParams = z.object({ playlist_id: idSchema });

/** Nearfield's own. */
export const featurePlaylist = defineOperation({
  id: "featurePlaylist",
  method: "put",
  path: "/v1/browse/featured-playlists/{playlist_id}",
  tag: "Browse",
  summary: "Shows a public playlist to everybody, at a place and among genres; for moderators.",
  access: editors,
  params: featuredParams,
  body: z.object({
    message: z.string().trim().min(1).max(200).refine(isPlain, "a message has no control characters").optional(),
    /** Lower ones come first. */
    position: z.int().min(0).max(10_000).default(0),
    category_ids: z.array(z.string().min(1).max(200)).max(20).default([]),
  }),
  status: 204,
});

/** Nearfield's own. */
export const unfeaturePlaylist = defineOperation({
  id: "unfeaturePlaylist",
  method: "delete",
  path: "/v1/browse/featured-playlists/{playlist_id}",
  tag: "Browse",
  summary: "Shows a playlist to everybody no more; for moderators.",
  access: editors,
  params: featuredParams,
  status: 204,
});
