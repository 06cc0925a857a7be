import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import type { AlbumDocument } from "../../../contracts/documents.ts";
import { getAlbum, getAlbums, getAlbumTracks } from "../../../contracts/web-api/albums.ts";
import type { ApiEnv } from "../http/env.ts";
import { showAlbum, showAlbumTracks } from "../present.ts";
import { serve } from "../http/serve.ts";
import { documents } from "../http/viewer.ts";

export const albums = new Hono<ApiEnv>();

serve(albums, getAlbum, async ({ params, viewer }) => showAlbum(viewer, await liveAlbum(params.id)));

serve(albums, getAlbums, async ({ query, viewer }) => {
  const found = await documents().albums(query.ids);
  return {
    albums: query.ids.map((id) => {
      const document = found.get(id);
      return document && !document.withdrawn ? showAlbum(viewer, document) : null;
    }),
  };
});

serve(albums, getAlbumTracks, async ({ params, query, viewer }) => showAlbumTracks(viewer, await liveAlbum(params.id), query));

/** @throws ClientError `not_found` */
async function liveAlbum(id: string): Promise<AlbumDocument> {
  const document = (await documents().albums([id])).get(id);
  if (!document || document.withdrawn) throw new ClientError("not_found");
  return document;
}
