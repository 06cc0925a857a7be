/** What is known of the tracks that pages have shown: the queue holds ids and looks their names up here. */
import { signal } from "@preact/signals";
import type { Album } from "../../../contracts/web-api/albums.ts";
import type { SimplifiedAlbum, SimplifiedTrack } from "../../../contracts/web-api/common.ts";

type Credited = { id: string; name: string };
export type TrackSummary = {
  track: Pick<SimplifiedTrack, "id" | "name"> & { artists: readonly Credited[]; duration_ms?: number };
  album: Pick<SimplifiedAlbum, "id" | "name" | "images" | "cover_colour">;
};

const known = new Map<string, TrackSummary>();
/** Looked for in vain: whoever looks is drawn again once they are known. */
const missed = new Set<string>();
const answered = signal(0);

export function rememberTrack(track: TrackSummary["track"], album: TrackSummary["album"]): void {
  known.set(track.id, { track, album });
  if (missed.delete(track.id)) answered.value++;
}

export function rememberAlbum(album: Album): void {
  for (const track of album.tracks.items) rememberTrack(track, album);
}

export function trackSummary(id: string): TrackSummary | undefined {
  const summary = known.get(id);
  if (summary) return summary;
  void answered.value;
  missed.add(id);
  return undefined;
}
