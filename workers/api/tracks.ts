import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { answer } from "./answer.ts";
import type { ApiEnv } from "./env.ts";
import { showTrack } from "./present.ts";
import { documents, idParameter, viewerOf } from "./viewer.ts";

export const tracks = new Hono<ApiEnv>();

tracks.get("/:id", async (context) => {
  const id = idParameter(context);
  const reader = documents();
  const albumId = await reader.albumIdOfTrack(id);
  const album = albumId === undefined ? undefined : await reader.album(albumId);
  const entry = album?.tracks.find((candidate) => candidate.id === id);
  if (!album || album.withdrawn || !entry) throw new ClientError("not_found");
  return answer(context, showTrack(viewerOf(context), album, entry));
});
