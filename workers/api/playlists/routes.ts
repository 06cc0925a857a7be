/** Everything below `/v1/playlists`, and the lists of playlists of listeners. */
import { Hono } from "hono";
import type { ApiEnv } from "../http/env.ts";
import { playlistFollowers } from "./followers.ts";
import { playlistHistory } from "./history.ts";
import { playlistImages } from "./images.ts";
import { playlistItems } from "./items.ts";
import { playlistLists } from "./lists.ts";
import { playlistLive } from "./live.ts";
import { playlistMembers } from "./members.ts";
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
