/** An artist's tracks that are best known. */
import type { AlbumDocument, ArtistDocument } from "../../../contracts/documents.ts";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { restrictAlbum } from "../../../domain/playability.ts";
import { documents } from "../http/viewer.ts";
import { showTrackDocument, type Viewer } from "../present.ts";

const topTracksShown = 10;

/** Best first; those that can't be heard by the viewer stand last. */
export async function readTopTracks(viewer: Viewer, artist: ArtistDocument): Promise<Track[]> {
  const albums = await documents().albums(albumsToHear(viewer, artist));
  const tracks = Array.from(albums.values(), (album) => tracksOf(viewer, album, artist.id)).flat();
  // No plays are counted yet: whoever is equally popular is ranked by newest release, then by place on it.
  const ranked = tracks.toSorted(
    (one, other) =>
      Number(other.shown.is_playable) - Number(one.shown.is_playable) ||
      other.shown.popularity - one.shown.popularity ||
      other.album.released_at - one.album.released_at ||
      (one.album.id < other.album.id ? -1 : Number(one.album.id > other.album.id)) ||
      one.shown.disc_number - other.shown.disc_number ||
      one.shown.track_number - other.shown.track_number,
  );
  return ranked.slice(0, topTracksShown).map(({ shown }) => shown);
}

/** The newest that may be heard here now, the artist's own before those of others: each has a track of theirs. */
function albumsToHear(viewer: Viewer, artist: ArtistDocument): string[] {
  const ordered = artist.albums.toSorted(
    (one, other) =>
      Number(restrictAlbum(one.album, viewer.terms.market, viewer.now) !== undefined) -
        Number(restrictAlbum(other.album, viewer.terms.market, viewer.now) !== undefined) ||
      Number(one.group === "appears_on") - Number(other.group === "appears_on"),
  );
  return ordered.slice(0, topTracksShown).map(({ album }) => album.id);
}

function tracksOf(viewer: Viewer, album: AlbumDocument, artistId: string): { shown: Track; album: AlbumDocument }[] {
  return album.tracks
    .filter((entry) => !entry.withdrawn && !album.withdrawn && entry.artists.some((credit) => credit.id === artistId))
    .map((entry) => ({ shown: showTrackDocument(viewer, { album, entry }), album }));
}
