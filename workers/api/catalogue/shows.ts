/** There are no podcasts yet: whatever is asked for is not known. */
import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { getEpisode, getEpisodes, getShow, getShowEpisodes, getShows } from "../../../contracts/web-api/shows.ts";
import type { ApiEnv } from "../http/env.ts";
import { serve } from "../http/serve.ts";

export const shows = new Hono<ApiEnv>();

function notFound(): never {
  throw new ClientError("not_found");
}

serve(shows, getShow, notFound);
serve(shows, getShows, ({ query }) => ({ shows: query.ids.map(() => null) }));
serve(shows, getShowEpisodes, notFound);
serve(shows, getEpisode, notFound);
serve(shows, getEpisodes, ({ query }) => ({ episodes: query.ids.map(() => null) }));
