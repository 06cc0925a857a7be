import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { valueOf } from "../../../contracts/playlist-object.ts";
import { keptPictureSchema, type PictureKeeper } from "../../../contracts/pictures.ts";
import { getPlaylistImages, putPlaylistImage } from "../../../contracts/web-api/playlists.ts";
import { openAttempts } from "../../../frame/attempts.ts";
import { leadOf } from "../../../domain/playlist/lead.ts";
import type { ApiEnv } from "../http/env.ts";
import { operationIdOf } from "../../../frame/web-api/idempotency.ts";
import { readTracks } from "./known-tracks.ts";
import { accountOf, requireModifyScopeOf } from "./access.ts";
import { playlistObject } from "./object.ts";
import { showPictures } from "./pictures.ts";
import { readPlaylist } from "./read-playlist.ts";
import { serve } from "../http/serve.ts";

export const playlistImages = new Hono<ApiEnv>();

serve(playlistImages, getPlaylistImages, async ({ params, viewer, claims }) => {
  const { head, items } = await readPlaylist(claims, params.playlist_id, { offset: 0, limit: 100 }, viewer.now);
  const leading = leadOf(items.map(({ uri }) => uri));
  return showPictures(viewer, head.image, leading, head.image ? new Map() : await readTracks(leading, viewer.now));
});

serve(playlistImages, putPlaylistImage, async ({ params, body, viewer, claims, context }) => {
  await requireModifyScopeOf(claims, params.playlist_id);
  const playlist = playlistObject(params.playlist_id);
  const account = accountOf(claims);
  const role = await playlist.access(account);
  if (role === undefined) throw new ClientError("not_found");
  // Only the owner says what a playlist looks like: nobody else's picture is worth reading.
  if (role !== "owner") throw new ClientError("forbidden");
  await openAttempts(env.LIMITER, viewer.now).count("picture", claims.sub);
  const kept = keptPictureSchema.parse(await pictures().keep(params.playlist_id, readBase64(body)));
  if (kept.kind === "not_a_jpeg") throw unusable("A JPEG is expected, in base64.");
  const operationId = await operationIdOf(context, account, params.playlist_id, { type: "picture", image: kept.image });
  valueOf(await playlist.setPicture(account, operationId, kept.image));
  context.executionCtx.waitUntil(pictures().forgetFormer(params.playlist_id));
});

function pictures(): PictureKeeper {
  return env.PICTURES as Fetcher & PictureKeeper;
}

/** @throws ClientError `invalid_request` */
function readBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw unusable("A JPEG is expected, in base64.");
  }
}

function unusable(message: string): ClientError {
  return new ClientError("invalid_request", { field: "body", message });
}
