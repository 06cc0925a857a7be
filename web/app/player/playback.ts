/** What pressing play means: which tracks go into the queue, and where it begins. */
import type { Album } from "../../../contracts/web-api/albums.ts";
import type { SimplifiedAlbum, SimplifiedTrack } from "../../../contracts/web-api/common.ts";
import { albums } from "../api/catalogue.ts";
import { noteAlbumOpened } from "../library/recentAlbums.ts";
import { notifyFailure } from "../ui/notices.ts";
import { controls, type NewItem } from "./controls.ts";
import { currentTrackId, playContextId, wantsToPlay } from "./player.ts";

export function queueItem(track: Pick<SimplifiedTrack, "id" | "duration_ms">, albumId: string): NewItem {
  return { trackId: track.id, duration: track.duration_ms / 1000, albumId };
}

export function playableItems(album: Album): NewItem[] {
  return album.tracks.items.filter((track) => track.is_playable).map((track) => queueItem(track, album.id));
}

/** @param fromTrackId where it begins; else with the first track that can be played @param at seconds into it */
function playAlbum(album: Album, fromTrackId?: string, at = 0): void {
  const items = playableItems(album);
  const start = fromTrackId === undefined ? 0 : items.findIndex((item) => item.trackId === fromTrackId);
  if (items.length === 0 || start < 0) return;
  controls.playQueue(items, start, { type: "album", id: album.id }, { at });
  noteAlbumOpened(album);
}

export function albumIsPlaying(albumId: string): boolean {
  return playContextId.value === albumId && wantsToPlay.value;
}

export function trackIsCurrent(trackId: string, albumId: string): boolean {
  return playContextId.value === albumId && currentTrackId.value === trackId;
}

/** Inside the gesture when the album is known (hovering has fetched it); as soon as it is here otherwise. */
export function toggleAlbum(album: Pick<SimplifiedAlbum, "id">): void {
  if (playContextId.peek() === album.id) {
    controls.toggle();
    return;
  }
  const known = albums.peek(album.id);
  if (known) playAlbum(known);
  else albums.value(album.id).then((loaded) => playAlbum(loaded), notifyFailure);
}

/** @param at seconds into it, where it is played from its beginning */
export function toggleTrack(track: SimplifiedTrack, album: Album, at = 0): void {
  if (trackIsCurrent(track.id, album.id)) controls.toggle();
  else playAlbum(album, track.id, at);
}

/** Plays a track whose album is still on its way; the rest of the album follows when it is here. */
export function playTrackAheadOfAlbum(track: SimplifiedTrack, albumId: string, at = 0): void {
  const findRest = async () => {
    const album = await albums.value(albumId);
    noteAlbumOpened(album);
    const items = playableItems(album);
    return items.slice(items.findIndex((item) => item.trackId === track.id) + 1);
  };
  const rest = findRest();
  controls.playQueue([queueItem(track, albumId)], 0, { type: "album", id: albumId }, { at, rest });
  rest.catch(notifyFailure);
}
