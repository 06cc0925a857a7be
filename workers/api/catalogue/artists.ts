import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import type { ArtistDocument } from "../../../contracts/documents.ts";
import { getArtist, getArtistAlbums, getArtists, getArtistTopTracks, getRelatedArtists } from "../../../contracts/web-api/artists.ts";
import { restrictAlbum } from "../../../domain/playability.ts";
import type { ApiEnv } from "../http/env.ts";
import { page, showAlbumSummary, showArtist } from "../present.ts";
import { serve } from "../http/serve.ts";
import { readTopTracks } from "./top-tracks.ts";
import { documents } from "../http/viewer.ts";

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
  return { tracks: await readTopTracks(viewer, artist) };
});

serve(artists, getRelatedArtists, async ({ params, viewer }) => {
  const related = await documents().related(params.id);
  if (!related) throw new ClientError("not_found");
  return { artists: related.map((artist) => showArtist(viewer, artist)) };
});

/** @throws ClientError `not_found` */
async function knownArtist(id: string): Promise<ArtistDocument> {
  const document = await documents().artist(id);
  if (!document) throw new ClientError("not_found");
  return document;
}
