import { z } from "zod";
import {
  externalIdsSchema,
  idList,
  idParams,
  marketQuery,
  pageSchema,
  pagingQuery,
  popularitySchema,
  simplifiedAlbumSchema,
  simplifiedTrackSchema,
} from "./common.ts";
import { defineOperation, openToGuests } from "./operation.ts";

export const copyrightSchema = z.object({ text: z.string(), type: z.enum(["C", "P"]) });

export const albumSchema = simplifiedAlbumSchema.extend({
  tracks: pageSchema(simplifiedTrackSchema),
  copyrights: z.array(copyrightSchema),
  external_ids: externalIdsSchema,
  genres: z.array(z.string()),
  label: z.string(),
  popularity: popularitySchema,
  /** Nearfield's own: its tracks follow one another without a gap. */
  gapless: z.boolean(),
});
export type Album = z.infer<typeof albumSchema>;

export const getAlbum = defineOperation({
  id: "getAlbum",
  method: "get",
  path: "/v1/albums/{id}",
  tag: "Albums",
  summary: "An album with the first page of its tracks.",
  access: openToGuests,
  params: idParams,
  query: z.object(marketQuery),
  answer: albumSchema,
});

export const getAlbums = defineOperation({
  id: "getAlbums",
  method: "get",
  path: "/v1/albums",
  tag: "Albums",
  summary: "Several albums, in the order asked for; null for one that is not known.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ids: idList(20), ...marketQuery }),
  answer: z.object({ albums: z.array(albumSchema.nullable()) }),
});

export const getAlbumTracks = defineOperation({
  id: "getAlbumTracks",
  method: "get",
  path: "/v1/albums/{id}/tracks",
  tag: "Albums",
  summary: "An album's tracks, by disc and number.",
  access: openToGuests,
  params: idParams,
  query: z.object({ ...marketQuery, ...pagingQuery }),
  answer: pageSchema(simplifiedTrackSchema),
});
