/** Everything below `/v1/playlists`, and the lists of playlists of listeners. */
import { Hono } from "hono";
import type { ApiEnv } from "./env.ts";
import { playlistFollowers } from "./playlist-followers.ts";
import { playlistHistory } from "./playlist-history.ts";
import { playlistImages } from "./playlist-images.ts";
import { playlistItems } from "./playlist-items.ts";
import { playlistLists } from "./playlist-lists.ts";
import { playlistLive } from "./playlist-live.ts";
import { playlistMembers } from "./playlist-members.ts";
import { playlists } from "./playlists.ts";

export const playlistRoutes = new Hono<ApiEnv>();

for (const part of [
  playlists,
  playlistItems,
  playlistImages,
  playlistFollowers,
  playlistMembers,
  playlistHistory,
  playlistLists,
  playlistLive,
]) {
  playlistRoutes.route("/", part);
}
