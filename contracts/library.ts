/** What the `listener` object keeps, and the shapes of its RPC (durable-objects/listener). */
import { z } from "zod";
import { idSchema } from "../domain/catalogue.ts";

/** Saved: albums, tracks, shows, episodes. Followed: artists, users, playlists. */
export const keptKindSchema = z.enum(["album", "track", "show", "episode", "artist", "user", "playlist"]);
export type KeptKind = z.infer<typeof keptKindSchema>;

/** How a playlist came to be in a library. */
export const playlistRelationSchema = z.enum(["owner", "member", "follower"]);
export type PlaylistRelation = z.infer<typeof playlistRelationSchema>;

/** `added_at`: milliseconds since 1970. */
export const keptItemSchema = z.object({ id: idSchema, added_at: z.int() });
export type KeptItem = z.infer<typeof keptItemSchema>;
export type KeptPlaylist = KeptItem & { relation: PlaylistRelation };

/** One listener's library, named by the account's id. All changes are idempotent. */
export type ListenerLibrary = {
  /** Keeps things; what is kept already keeps its time, unless another one is named. @param at milliseconds since 1970 */
  keep(kind: KeptKind, items: { id: string; at?: number }[], now: number): Promise<void>;
  drop(kind: KeptKind, ids: string[], now: number): Promise<void>;
  /** Newest first. */
  list(kind: KeptKind, paging: { offset: number; limit: number }): Promise<{ total: number; items: KeptItem[] }>;
  /** By id, from after `after` on: for lists with cursors. */
  listById(kind: KeptKind, after: string | undefined, limit: number): Promise<{ total: number; items: KeptItem[] }>;
  /** In the order asked. */
  contains(kind: KeptKind, ids: string[]): Promise<boolean[]>;
  /** What a playlist's object says of its owner and members; `gone`: it is theirs no more. */
  notePlaylist(id: string, relation: "owner" | "member" | "gone", now: number): Promise<void>;
  playlists(paging: { offset: number; limit: number }): Promise<{ total: number; items: KeptPlaylist[] }>;
};
