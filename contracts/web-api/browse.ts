import { z } from "zod";
import { imageObjectSchema, localeQuery, marketQuery, pageSchema, pagingQuery, simplifiedAlbumSchema } from "./common.ts";
import { defineOperation, openToGuests } from "./operation.ts";

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
