/** What the `listener` object keeps, and the shapes of its RPC (durable-objects/listener). */
import { z } from "zod";
import { idSchema } from "../domain/catalogue.ts";
import type { Eventually } from "./rpc.ts";

/** Saved: albums, tracks, shows, episodes. Followed: artists, users, playlists. */
export const keptKindSchema = z.enum(["album", "track", "show", "episode", "artist", "user", "playlist"]);
export type KeptKind = z.infer<typeof keptKindSchema>;

/** Who is followed is told how many do. */
export const followedKindSchema = keptKindSchema.extract(["artist", "user", "playlist"]);
export type FollowedKind = z.infer<typeof followedKindSchema>;

/** How a playlist came to be in a library. */
export const playlistRelationSchema = z.enum(["owner", "member", "follower"]);
export type PlaylistRelation = z.infer<typeof playlistRelationSchema>;

/** `added_at`: milliseconds since 1970. */
export const keptItemSchema = z.object({ id: idSchema, added_at: z.int() });
export type KeptItem = z.infer<typeof keptItemSchema>;
export type KeptPlaylist = KeptItem & { relation: PlaylistRelation };

export const libraryLimits = {
  /** Of each kind. */
  kept: 100_000,
  preferences: 32,
  /** Characters of a preference as JSON. */
  preferenceLength: 4096,
} as const;

export type PreferenceChange = { key: string; json: string | null };

/** `full`: the library's limits would be passed, and nothing was changed. */
export type KeepOutcome = "kept" | "full";

/** One listener's library, named by the account's id. All changes are idempotent. */
export type ListenerLibrary = {
  /**
   * Keeps things; what is kept already keeps its time, unless another one is named. Of those without a time the first counts as the
   * newest. @param at milliseconds since 1970
   */
  keep(kind: KeptKind, items: { id: string; at?: number }[], now: number): Eventually<KeepOutcome>;
  /** A playlist that is the listener's own, or that they are a member of, stays: they only follow it no more. */
  drop(kind: KeptKind, ids: string[]): Eventually<void>;
  /** Newest first. */
  list(kind: KeptKind, paging: { offset: number; limit: number }): Eventually<{ total: number; items: KeptItem[] }>;
  /** By id, from after `after` on: for lists with cursors. */
  listById(kind: KeptKind, after: string | undefined, limit: number): Eventually<{ total: number; items: KeptItem[] }>;
  /** In the order asked. */
  contains(kind: KeptKind, ids: string[]): Eventually<boolean[]>;
  /**
   * What a playlist's object says of its owner and members; `gone`: it is theirs no more. Past the limit it is kept all the same.
   * @param version of the playlist: of two words the one with the higher version is true. Absent: the listener wishes it so
   */
  notePlaylist(id: string, relation: "owner" | "member" | "gone", now: number, version?: number): Eventually<void>;
  playlists(paging: { offset: number; limit: number }): Eventually<{ total: number; items: KeptPlaylist[] }>;
  /** What the player remembers for the listener on all devices, as JSON by key. */
  preferences(): Eventually<Record<string, string>>;
  /** All of them or none. @param changes no key twice; `json` null: forgets it */
  prefer(changes: PreferenceChange[]): Eventually<KeepOutcome>;
};
