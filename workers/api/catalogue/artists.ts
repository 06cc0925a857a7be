import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import type { AlbumDocument, ArtistDocument } from "../../../contracts/documents.ts";
import { getArtist, getArtistAlbums, getArtists, getArtistTopTracks, getRelatedArtists } from "../../../contracts/web-api/artists.ts";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { restrictAlbum } from "../../../domain/playability.ts";
import type { ApiEnv } from "../http/env.ts";
import { page, showAlbumSummary, showArtist, showTrackDocument, type Viewer } from "../present.ts";
import { serve } from "../http/serve.ts";
import { documents } from "../http/viewer.ts";

const topTracksShown = 10;

export const artists = new Hono<ApiEnv>();

serve(artists, getArtist, async ({ params, viewer }) => {
  const summary = (await documents().artists([params.id])).get(params.id);
  if (!summary) throw new ClientError("not_found");
  return showArtist(viewer, summary);
});

serve(artists, getArtists, async ({ query, viewer }) => {
  const found = await documents().artists(query.ids);
  return {
    artists: query.ids.map((id) => {
      const summary = found.get(id);
      return summary ? showArtist(viewer, summary) : null;
    }),
  };
});

serve(artists, getArtistAlbums, async ({ params, query, viewer, url }) => {
  const artist = await knownArtist(params.id);
  // What is announced is shown with its restriction; what this market never gets is not.
  const visible = artist.albums.filter(
    ({ album, group }) => query.include_groups.includes(group) && restrictAlbum(album, viewer.terms.market, viewer.now) !== "market",
  );
  return page(url, visible, query, ({ album, group }) => ({ ...showAlbumSummary(viewer, album), album_group: group }));
});

serve(artists, getArtistTopTracks, async ({ params, viewer }) => {
  const artist = await knownArtist(params.id);
  const albums = await documents().albums(albumsToHear(viewer, artist));
  const tracks = Array.from(albums.values(), (album) => tracksOf(viewer, album, params.id)).flat();
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
  return { tracks: ranked.slice(0, topTracksShown).map(({ shown }) => shown) };
});

serve(artists, getRelatedArtists, async ({ params, viewer }) => {
  const related = await documents().related(params.id);
  if (!related) throw new ClientError("not_found");
  return { artists: related.map((artist) => showArtist(viewer, artist)) };
});

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

/** @throws ClientError `not_found` */
async function knownArtist(id: string): Promise<ArtistDocument> {
  const document = await documents().artist(id);
  if (!document) throw new ClientError("not_found");
  return document;
}
