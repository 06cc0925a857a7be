import { z } from "zod";
import {
  followersSchema,
  idList,
  idParams,
  imageObjectSchema,
  marketQuery,
  pageSchema,
  pagingQuery,
  popularitySchema,
  simplifiedAlbumSchema,
  simplifiedArtistSchema,
} from "./common.ts";
import { defineOperation, openToGuests } from "./operation.ts";
import { trackSchema } from "./tracks.ts";

export const artistSchema = simplifiedArtistSchema.extend({
  followers: followersSchema,
  genres: z.array(z.string()),
  images: z.array(imageObjectSchema),
  popularity: popularitySchema,
});
export type Artist = z.infer<typeof artistSchema>;

/** How an artist stands on an album. */
export const albumGroupSchema = z.enum(["album", "single", "compilation", "appears_on"]);
/** A list that names its own groups, as an artist's albums do. */
export const artistAlbumSchema = simplifiedAlbumSchema.extend({ album_group: albumGroupSchema });

export const getArtist = defineOperation({
  id: "getArtist",
  method: "get",
  path: "/v1/artists/{id}",
  tag: "Artists",
  summary: "An artist.",
  access: openToGuests,
  params: idParams,
  answer: artistSchema,
});

export const getArtists = defineOperation({
  id: "getArtists",
  method: "get",
  path: "/v1/artists",
  tag: "Artists",
  summary: "Several artists, in the order asked for; null for one that is not known.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ids: idList(50) }),
  answer: z.object({ artists: z.array(artistSchema.nullable()) }),
});

export const getArtistAlbums = defineOperation({
  id: "getArtistAlbums",
  method: "get",
  path: "/v1/artists/{id}/albums",
  tag: "Artists",
  summary: "An artist's albums, newest first.",
  access: openToGuests,
  params: idParams,
  query: z.object({
    include_groups: z
      .string()
      .optional()
      .transform((text) => text?.split(",") ?? [...albumGroupSchema.options])
      .pipe(z.array(albumGroupSchema)),
    ...marketQuery,
    ...pagingQuery,
  }),
  answer: pageSchema(artistAlbumSchema),
});

export const getArtistTopTracks = defineOperation({
  id: "getArtistTopTracks",
  method: "get",
  path: "/v1/artists/{id}/top-tracks",
  tag: "Artists",
  summary: "An artist's tracks that are heard most, at most ten.",
  access: openToGuests,
  deprecated: true,
  params: idParams,
  query: z.object(marketQuery),
  answer: z.object({ tracks: z.array(trackSchema).max(10) }),
});

export const getRelatedArtists = defineOperation({
  id: "getRelatedArtists",
  method: "get",
  path: "/v1/artists/{id}/related-artists",
  tag: "Artists",
  summary: "Artists who stand near an artist, nearest first, at most twenty.",
  access: openToGuests,
  deprecated: true,
  params: idParams,
  answer: z.object({ artists: z.array(artistSchema).max(20) }),
});
