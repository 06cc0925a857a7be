/** What is known of the tracks that pages have shown: the queue holds ids and looks their names up here. */
import type { Album } from "../../../contracts/web-api/albums.ts";
import type { SimplifiedAlbum, SimplifiedTrack } from "../../../contracts/web-api/common.ts";

type Credited = { id: string; name: string };
export type TrackSummary = {
  track: Pick<SimplifiedTrack, "id" | "name"> & { artists: readonly Credited[] };
  album: Pick<SimplifiedAlbum, "id" | "name" | "images" | "cover_colour">;
};

const known = new Map<string, TrackSummary>();

export function rememberTrack(track: TrackSummary["track"], album: TrackSummary["album"]): void {
  known.set(track.id, { track, album });
}

export function rememberAlbum(album: Album): void {
  for (const track of album.tracks.items) rememberTrack(track, album);
}

export function trackSummary(id: string): TrackSummary | undefined {
  return known.get(id);
}
