/** Shows and episodes, as the Web API has them. There are none yet: one is not found, and a list has null in its place. */
import { z } from "zod";
import { idSchema, marketSchema } from "../../domain/catalogue.ts";
import { copyrightSchema } from "./albums.ts";
import {
  externalUrlsSchema,
  idList,
  idParams,
  imageObjectSchema,
  marketQuery,
  pageSchema,
  pagingQuery,
  restrictionsSchema,
} from "./common.ts";
import { defineOperation, openToGuests, withScopes } from "./operation.ts";

const describedSchema = {
  description: z.string(),
  html_description: z.string(),
  explicit: z.boolean(),
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  images: z.array(imageObjectSchema),
  is_externally_hosted: z.boolean(),
  languages: z.array(z.string()),
  name: z.string(),
  uri: z.string(),
};

export const simplifiedEpisodeSchema = z.object({
  ...describedSchema,
  audio_preview_url: z.null(),
  duration_ms: z.int(),
  is_playable: z.boolean(),
  release_date: z.string(),
  release_date_precision: z.enum(["year", "month", "day"]),
  resume_point: z.object({ fully_played: z.boolean(), resume_position_ms: z.int() }).optional(),
  restrictions: restrictionsSchema.optional(),
  type: z.literal("episode"),
});

export const simplifiedShowSchema = z.object({
  ...describedSchema,
  available_markets: z.array(marketSchema),
  copyrights: z.array(copyrightSchema),
  media_type: z.string(),
  publisher: z.string(),
  total_episodes: z.int(),
  type: z.literal("show"),
});

const episodeSchema = simplifiedEpisodeSchema.extend({ show: simplifiedShowSchema });
const positionScope = withScopes("user-read-playback-position");

export const getShow = defineOperation({
  id: "getShow",
  method: "get",
  path: "/v1/shows/{id}",
  tag: "Podcasts",
  summary: "A show with the first page of its episodes.",
  access: positionScope,
  params: idParams,
  query: z.object(marketQuery),
  answer: simplifiedShowSchema.extend({ episodes: pageSchema(simplifiedEpisodeSchema) }),
});

export const getShows = defineOperation({
  id: "getShows",
  method: "get",
  path: "/v1/shows",
  tag: "Podcasts",
  summary: "Several shows, in the order asked for; null for one that is not known.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ids: idList(50), ...marketQuery }),
  answer: z.object({ shows: z.array(simplifiedShowSchema.nullable()) }),
});

export const getShowEpisodes = defineOperation({
  id: "getShowEpisodes",
  method: "get",
  path: "/v1/shows/{id}/episodes",
  tag: "Podcasts",
  summary: "A show's episodes, newest first.",
  access: positionScope,
  params: idParams,
  query: z.object({ ...marketQuery, ...pagingQuery }),
  answer: pageSchema(simplifiedEpisodeSchema),
});

export const getEpisode = defineOperation({
  id: "getEpisode",
  method: "get",
  path: "/v1/episodes/{id}",
  tag: "Podcasts",
  summary: "An episode.",
  access: positionScope,
  params: idParams,
  query: z.object(marketQuery),
  answer: episodeSchema,
});

export const getEpisodes = defineOperation({
  id: "getEpisodes",
  method: "get",
  path: "/v1/episodes",
  tag: "Podcasts",
  summary: "Several episodes, in the order asked for; null for one that is not known.",
  access: positionScope,
  deprecated: true,
  query: z.object({ ids: idList(50), ...marketQuery }),
  answer: z.object({ episodes: z.array(episodeSchema.nullable()) }),
});
