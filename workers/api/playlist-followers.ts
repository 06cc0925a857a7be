import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { PlaylistRole } from "../../domain/playlist/schema.ts";
import { checkPlaylistFollowers, followPlaylist, unfollowPlaylist } from "../../contracts/web-api/playlists.ts";
import type { ApiEnv } from "./env.ts";
import { libraryOf } from "./keeping.ts";
import { accountOf, requireAccount } from "./playlist-access.ts";
import { playlistObject } from "./playlist-object.ts";
import { serve } from "./serve.ts";

export const playlistFollowers = new Hono<ApiEnv>();

/** @throws ClientError `not_found` */
async function roleIn(playlistId: string, account: string | null): Promise<PlaylistRole> {
  const role = await playlistObject(playlistId).access(account);
  if (role === undefined) throw new ClientError("not_found");
  return role;
}

serve(playlistFollowers, followPlaylist, async ({ params, viewer, claims }) => {
  const account = requireAccount(claims);
  const role = await roleIn(params.playlist_id, account);
  const library = libraryOf(env, account);
  // One's own comes back where it had been put away.
  if (role === "owner") return library.notePlaylist(params.playlist_id, "owner", viewer.now);
  const outcome = await library.keep("playlist", [{ id: params.playlist_id }], viewer.now);
  if (outcome === "full") throw new ClientError("unprocessable", { message: "The library is full." });
});

serve(playlistFollowers, unfollowPlaylist, async ({ params, viewer, claims }) => {
  const account = requireAccount(claims);
  const library = libraryOf(env, account);
  // First of all, so that it also leaves the library of whoever may not see it any more.
  await library.drop("playlist", [params.playlist_id]);
  const role = await roleIn(params.playlist_id, account);
  if (role !== "reader") await library.notePlaylist(params.playlist_id, "gone", viewer.now);
});

serve(playlistFollowers, checkPlaylistFollowers, async ({ params, query, claims }) => {
  const account = requireAccount(claims);
  if (query.ids?.some((id) => id !== account)) {
    throw new ClientError("invalid_request", { field: "ids", message: "Only of the listener themselves it is told what they follow." });
  }
  await roleIn(params.playlist_id, accountOf(claims));
  return libraryOf(env, account).contains("playlist", [params.playlist_id]);
});
