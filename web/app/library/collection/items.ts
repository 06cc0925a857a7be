/** What lists of kept things hold of each: what a row shows, plays, sorts and is found by. Small, since there may be ten thousand. */
import type { Artist } from "../../../../contracts/web-api/artists.ts";
import type { SimplifiedAlbum, SimplifiedTrack } from "../../../../contracts/web-api/common.ts";
import type { SavedAlbum, SavedTrack } from "../../../../contracts/web-api/library.ts";
import type { SimplifiedPlaylist } from "../../../../contracts/web-api/playlists.ts";

export type Credited = { id: string; name: string };
type Images = SimplifiedAlbum["images"];

/** `added`: milliseconds since 1970, 0 where nobody tells. */
type Kept = { id: string; name: string; added: number };

export type Song = Kept & {
  artists: readonly Credited[];
  album: { id: string; name: string; images: Images; cover_colour?: string };
  duration_ms: number;
  explicit: boolean;
  is_playable: boolean;
  restrictions?: NonNullable<SimplifiedTrack["restrictions"]>;
  release_date: string;
  isrc?: string;
};
export type KeptAlbum = Kept & {
  artists: readonly Credited[];
  images: Images;
  cover_colour?: string;
  release_date: string;
  total_tracks: number;
};
export type KeptArtist = Kept & { images: Images };
export type KeptPlaylist = Kept & {
  images: Images;
  owner: { id: string; name: string };
  total: number;
  isPublic: boolean;
  role?: NonNullable<SimplifiedPlaylist["role"]>;
};

function credited(artists: readonly Credited[]): Credited[] {
  return artists.map(({ id, name }) => ({ id, name }));
}

export function songOf({ added_at, track }: SavedTrack): Song {
  const { album, external_ids } = track;
  return {
    id: track.id,
    name: track.name,
    added: Date.parse(added_at),
    artists: credited(track.artists),
    album: {
      id: album.id,
      name: album.name,
      images: album.images,
      ...(album.cover_colour !== undefined && { cover_colour: album.cover_colour }),
    },
    duration_ms: track.duration_ms,
    explicit: track.explicit,
    is_playable: track.is_playable,
    ...(track.restrictions && { restrictions: track.restrictions }),
    release_date: album.release_date,
    ...(external_ids.isrc !== undefined && { isrc: external_ids.isrc }),
  };
}

export function keptAlbumOf({ added_at, album }: SavedAlbum): KeptAlbum {
  return {
    id: album.id,
    name: album.name,
    added: Date.parse(added_at),
    artists: credited(album.artists),
    images: album.images,
    ...(album.cover_colour !== undefined && { cover_colour: album.cover_colour }),
    release_date: album.release_date,
    total_tracks: album.total_tracks,
  };
}

export function keptArtistOf({ id, name, images }: Artist): KeptArtist {
  return { id, name, added: 0, images };
}

export function keptPlaylistOf(playlist: SimplifiedPlaylist): KeptPlaylist {
  const { id, name, images, owner, role } = playlist;
  return {
    id,
    name,
    added: 0,
    images,
    owner: { id: owner.id, name: owner.display_name ?? "" },
    total: playlist.items.total,
    isPublic: playlist.public,
    ...(role !== undefined && { role }),
  };
}
