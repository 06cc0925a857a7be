import { z } from "zod";
import {
  externalIdsSchema,
  externalUrlsSchema,
  idList,
  idParams,
  marketQuery,
  popularitySchema,
  simplifiedAlbumSchema,
  simplifiedTrackSchema,
} from "./common.ts";
import { defineOperation, openToGuests } from "./operation.ts";

/** The track that was asked for, where another one of the same recording answers in its place. */
export const linkedTrackSchema = z.object({
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: z.string(),
  type: z.literal("track"),
  uri: z.string(),
});

export const trackSchema = simplifiedTrackSchema.extend({
  album: simplifiedAlbumSchema,
  external_ids: externalIdsSchema,
  linked_from: linkedTrackSchema.optional(),
  popularity: popularitySchema,
});
export type Track = z.infer<typeof trackSchema>;

export const getTrack = defineOperation({
  id: "getTrack",
  method: "get",
  path: "/v1/tracks/{id}",
  tag: "Tracks",
  summary: "A track.",
  access: openToGuests,
  params: idParams,
  query: z.object(marketQuery),
  answer: trackSchema,
});

export const getTracks = defineOperation({
  id: "getTracks",
  method: "get",
  path: "/v1/tracks",
  tag: "Tracks",
  summary: "Several tracks, in the order asked for; null for one that is not known.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ids: idList(50), ...marketQuery }),
  answer: z.object({ tracks: z.array(trackSchema.nullable()) }),
});
