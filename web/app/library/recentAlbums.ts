/** The albums opened lately, newest first, kept in this browser. */
import { signal } from "@preact/signals";
import type { SimplifiedAlbum } from "../../../contracts/web-api/common.ts";
import { readStored, write } from "../settings/settings.ts";

const name = "recentAlbums";
const capacity = 12;

function isAlbum(value: unknown): value is SimplifiedAlbum {
  const album = value as Partial<SimplifiedAlbum> | null;
  return typeof album?.id === "string" && typeof album.name === "string" && Array.isArray(album.artists) && Array.isArray(album.images);
}

const stored = readStored(name);
export const recentAlbums = signal<readonly SimplifiedAlbum[]>(Array.isArray(stored) ? stored.filter(isAlbum) : []);

/** Keeps what a card shows of the album, not its tracks. */
export function noteAlbumOpened(album: SimplifiedAlbum): void {
  const {
    album_type,
    artists,
    cover_colour,
    external_urls,
    href,
    id,
    images,
    name: title,
    release_date,
    release_date_precision,
    total_tracks,
    uri,
  } = album;
  const kept: SimplifiedAlbum = {
    type: "album",
    name: title,
    album_type,
    artists,
    external_urls,
    href,
    id,
    images,
    release_date,
    release_date_precision,
    total_tracks,
    uri,
    ...(cover_colour === undefined ? {} : { cover_colour }),
  };
  recentAlbums.value = [kept, ...recentAlbums.peek().filter((other) => other.id !== id)].slice(0, capacity);
  write(name, recentAlbums.peek());
}

export function forgetRecentAlbums(): void {
  recentAlbums.value = [];
  write(name, []);
}
