/** What is embedded, whichever kind of thing it is: a name, a picture, and tracks. */
import type { Album } from "../../contracts/web-api/albums.ts";
import type { Artist } from "../../contracts/web-api/artists.ts";
import type { Page, SimplifiedAlbum, SimplifiedTrack } from "../../contracts/web-api/common.ts";
import type { Playlist } from "../../contracts/web-api/playlists.ts";
import type { Track } from "../../contracts/web-api/tracks.ts";
import type { SharedThing } from "../../domain/share-path.ts";
import { imageSource } from "../app/ui/imageSource.ts";
import { getJson } from "./guest.ts";

export type EmbedTrack = {
  id: string;
  name: string;
  by: string;
  albumId: string;
  /** Seconds. */
  duration: number;
  explicit: boolean;
  playable: boolean;
};

export type Subject = {
  name: string;
  /** Who made it, empty for an artist. */
  by: string;
  image: string | undefined;
  /** The cover's colour. */
  colour: string | undefined;
  tracks: readonly EmbedTrack[];
  /** There are more than these. */
  hasMore: boolean;
};

type Pictured = Pick<SimplifiedAlbum, "images" | "cover_colour">;

function namesOf(artists: readonly { name: string }[]): string {
  return artists.map((artist) => artist.name).join(", ");
}

/** The smallest that is sharp at the size at which it is shown. */
function pictureOf({ images }: Pick<Pictured, "images">): string | undefined {
  const fits = images.filter(({ width }) => (width ?? 0) >= 250).toSorted((a, b) => (a.width ?? 0) - (b.width ?? 0));
  const chosen = fits[0] ?? images[0];
  return chosen && imageSource(chosen.url);
}

function trackOf(track: SimplifiedTrack, albumId: string): EmbedTrack {
  return {
    id: track.id,
    name: track.name,
    by: namesOf(track.artists),
    albumId,
    duration: track.duration_ms / 1000,
    explicit: track.explicit,
    playable: track.is_playable,
  };
}

async function loadAlbum(id: string): Promise<Subject> {
  const album = await getJson<Album>(`/v1/albums/${id}`);
  const tracks = [...album.tracks.items];
  let { next } = album.tracks;
  while (next !== null) {
    const page = await getJson<Page<SimplifiedTrack>>(`/v1/albums/${id}/tracks?limit=50&offset=${tracks.length}`);
    tracks.push(...page.items);
    next = page.items.length === 0 ? null : page.next;
  }
  return {
    name: album.name,
    by: namesOf(album.artists),
    image: pictureOf(album),
    colour: album.cover_colour,
    tracks: tracks.map((track) => trackOf(track, id)),
    hasMore: false,
  };
}

async function loadTrack(id: string): Promise<Subject> {
  const track = await getJson<Track>(`/v1/tracks/${id}`);
  return {
    name: track.name,
    by: namesOf(track.artists),
    image: pictureOf(track.album),
    colour: track.album.cover_colour,
    tracks: [trackOf(track, track.album.id)],
    hasMore: false,
  };
}

async function loadArtist(id: string): Promise<Subject> {
  const [artist, { tracks }] = await Promise.all([
    getJson<Artist>(`/v1/artists/${id}`),
    getJson<{ tracks: Track[] }>(`/v1/artists/${id}/top-tracks`),
  ]);
  return {
    name: artist.name,
    by: "",
    image: pictureOf(artist.images.length > 0 ? artist : (tracks[0]?.album ?? artist)),
    colour: tracks[0]?.album.cover_colour,
    tracks: tracks.map((track) => trackOf(track, track.album.id)),
    hasMore: true,
  };
}

/** With its first hundred tracks: for more there is the player. */
async function loadPlaylist(id: string): Promise<Subject> {
  const playlist = await getJson<Playlist>(`/v1/playlists/${id}`);
  const tracks = playlist.items.items.flatMap(({ track }) => (track ? [trackOf(track, track.album.id)] : []));
  return {
    name: playlist.name,
    by: playlist.owner.display_name ?? "",
    image: pictureOf(playlist),
    colour: undefined,
    tracks,
    hasMore: playlist.items.next !== null,
  };
}

/** @throws NotThere */
export function loadSubject({ type, id }: SharedThing): Promise<Subject> {
  switch (type) {
    case "album":
      return loadAlbum(id);
    case "track":
      return loadTrack(id);
    case "artist":
      return loadArtist(id);
    case "playlist":
  }
  return loadPlaylist(id);
}
