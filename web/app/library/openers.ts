/** What opens over the page from anywhere: adding to a playlist, sharing, the question to log in. Small, since every track row opens it. */
import { signal } from "@preact/signals";
import { session } from "../api/session.ts";

/** What can be shared, and linked to. */
export type Shareable = {
  type: "album" | "artist" | "track" | "playlist";
  id: string;
  name: string;
  /** Who made it; empty for an artist. */
  by: string;
  /** Seconds; of a track. */
  duration?: number;
  /** Only who is let in may see it: there is nothing to embed. */
  isPrivate?: boolean;
};

export type LoginReason = "keep" | "playlist";

export type Sheet =
  /** @param name of what is added, where it is one thing */
  | { kind: "add"; uris: readonly string[]; name?: string | undefined }
  | { kind: "share"; what: Shareable }
  | { kind: "import" }
  | { kind: "login"; why: LoginReason };

export const sheet = signal<Sheet | undefined>(undefined);

export function closeSheet(): void {
  sheet.value = undefined;
}

/** @returns whether somebody is logged in; guests are asked to */
export function requireListener(why: LoginReason): boolean {
  if (session.listener.peek()) return true;
  sheet.value = { kind: "login", why };
  return false;
}

/** @param uris of tracks, in their order */
export function openAddToPlaylist(uris: readonly string[], name?: string): void {
  if (uris.length > 0 && requireListener("playlist")) sheet.value = { kind: "add", uris, name };
}

export function openShare(what: Shareable): void {
  sheet.value = { kind: "share", what };
}

/** @param duration in seconds, of what sounds */
export function shareTrack(track: { id: string; name: string; artists: readonly { name: string }[] }, duration: number): void {
  openShare({ type: "track", id: track.id, name: track.name, by: track.artists.map((artist) => artist.name).join(", "), duration });
}

export function openImport(): void {
  if (requireListener("playlist")) sheet.value = { kind: "import" };
}
