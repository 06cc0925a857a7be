/** A playlist's versions, and the way back to them: Nearfield's own. */
import { z } from "zod";
import { decimal, marketQuery, pagingQuery } from "./common.ts";
import { defineOperation, withScopes } from "./operation.ts";
import { itemPageSchema, mayModify, playlistId } from "./playlists.ts";
import { ownerSchema } from "./users.ts";

const versionSchema = z.object({
  snapshot_id: z.string(),
  revision: z.int().min(0),
  at: z.iso.datetime(),
  by: ownerSchema,
  /** What changed: kinds and counts; the player words them. */
  added: z.int().min(0),
  removed: z.int().min(0),
  moved: z.int().min(0),
  described: z.array(z.enum(["name", "description", "public", "collaborative", "image"])),
  kind: z.enum(["created", "edit", "undo", "restore"]),
  total: z.int().min(0),
});
export type PlaylistVersion = z.infer<typeof versionSchema>;

export const getPlaylistHistory = defineOperation({
  id: "getPlaylistHistory",
  method: "get",
  path: "/v1/playlists/{playlist_id}/history",
  tag: "Playlists",
  summary: "A playlist's versions, newest first. For the owner and the members.",
  access: withScopes("playlist-read-collaborative"),
  params: z.object(playlistId),
  query: z.object({ before: decimal(1).optional(), limit: pagingQuery.limit }),
  answer: z.object({ versions: z.array(versionSchema), next: z.url().nullable() }),
});

export const getPlaylistVersion = defineOperation({
  id: "getPlaylistVersion",
  method: "get",
  path: "/v1/playlists/{playlist_id}/history/{revision}",
  tag: "Playlists",
  summary: "A playlist's items as they were. For the owner and the members.",
  access: withScopes("playlist-read-collaborative"),
  params: z.object({ ...playlistId, revision: decimal(0) }),
  query: z.object({ ...marketQuery, ...pagingQuery, limit: decimal(1, 100).default(100) }),
  answer: itemPageSchema,
});

export const restorePlaylist = defineOperation({
  id: "restorePlaylist",
  method: "post",
  path: "/v1/playlists/{playlist_id}/restore",
  tag: "Playlists",
  summary: "Has a version back; itself a change.",
  access: mayModify,
  params: z.object(playlistId),
  body: z.object({ revision: z.int().min(0) }),
  answer: z.object({ snapshot_id: z.string() }),
});

export const undoPlaylistChange = defineOperation({
  id: "undoPlaylistChange",
  method: "post",
  path: "/v1/playlists/{playlist_id}/undo",
  tag: "Playlists",
  summary: "Takes back the listener's own last change, where that still makes sense.",
  access: mayModify,
  params: z.object(playlistId),
  answer: z.object({ snapshot_id: z.string() }),
});
