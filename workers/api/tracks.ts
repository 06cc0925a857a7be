import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { getTrack } from "../../contracts/web-api/tracks.ts";
import type { ApiEnv } from "./env.ts";
import { showTrack } from "./present.ts";
import { serve } from "./serve.ts";
import { documents } from "./viewer.ts";

export const tracks = new Hono<ApiEnv>();

serve(tracks, getTrack, async ({ params, viewer }) => {
  const reader = documents();
  const albumId = await reader.albumIdOfTrack(params.id);
  const album = albumId === undefined ? undefined : await reader.album(albumId);
  const entry = album?.tracks.find((candidate) => candidate.id === params.id);
  if (!album || album.withdrawn || !entry) throw new ClientError("not_found");
  return showTrack(viewer, album, entry);
});
