/** What lists of playlists show of each: the row that a playlist's object tells D1, again after every change. */
import type { PlaylistDetails } from "../domain/playlist/schema.ts";

export type PlaylistListing = PlaylistDetails & {
  id: string;
  owner: string;
  /** Items. */
  total: number;
  /** Ids of the tracks that its picture is made from, where it has none of its own (domain/playlist/lead.ts). */
  lead: string[];
  /** Besides the owner. */
  members: number;
  revision: number;
  snapshot_id: string;
  /** Milliseconds since 1970. */
  created_at: number;
  updated_at: number;
};

/** `version` rises with whatever a listing tells: of two tellings, the higher one is true. */
export type PlaylistTelling = { id: string; version: number; listing: PlaylistListing | "ended" };
