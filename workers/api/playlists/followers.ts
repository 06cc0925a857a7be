import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { valueOf } from "../../../contracts/playlist-object.ts";
import { checkPlaylistFollowers, followPlaylist, unfollowPlaylist } from "../../../contracts/web-api/playlists.ts";
import type { ApiEnv } from "../http/env.ts";
import { dropThings, keepThings, libraryOf } from "../library/keeping.ts";
import { requireAccount, requireReadScope } from "./access.ts";
import { playlistObject } from "./object.ts";
import { serve } from "../http/serve.ts";

export const playlistFollowers = new Hono<ApiEnv>();

/** @throws ClientError `not_found` */
async function requireReadable(playlistId: string, account: string): Promise<void> {
  if ((await playlistObject(playlistId).access(account)) === undefined) throw new ClientError("not_found");
}

serve(playlistFollowers, followPlaylist, async ({ params, claims }) => {
  await keepThings(env, requireAccount(claims), "playlist", [{ id: params.playlist_id }]);
});

serve(playlistFollowers, unfollowPlaylist, async ({ params, claims }) => {
  const account = requireAccount(claims);
  // First of all, so that it also leaves the library of whoever may not see it any more.
  await dropThings(env, account, "playlist", [params.playlist_id]);
  await requireReadable(params.playlist_id, account);
});

serve(playlistFollowers, checkPlaylistFollowers, async ({ params, query, claims }) => {
  const account = requireAccount(claims);
  if (query.ids?.some((id) => id !== account)) {
    throw new ClientError("invalid_request", { field: "ids", message: "Only of the listener themselves it is told what they follow." });
  }
  requireReadScope(claims, valueOf(await playlistObject(params.playlist_id).head(account)));
  return libraryOf(env, account).contains("playlist", [params.playlist_id]);
});
