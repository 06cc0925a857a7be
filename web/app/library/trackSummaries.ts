/** What is known of the tracks that pages have shown: the queue holds ids and looks their names up here. */
import type { Album } from "../../../contracts/web-api/albums.ts";
import type { SimplifiedAlbum, SimplifiedTrack } from "../../../contracts/web-api/common.ts";

export type TrackSummary = { track: SimplifiedTrack; album: SimplifiedAlbum };

const known = new Map<string, TrackSummary>();

export function rememberTrack(track: SimplifiedTrack, album: SimplifiedAlbum): void {
  known.set(track.id, { track, album });
}

export function rememberAlbum(album: Album): void {
  for (const track of album.tracks.items) rememberTrack(track, album);
}

export function trackSummary(id: string): TrackSummary | undefined {
  return known.get(id);
}
