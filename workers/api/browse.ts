import { Hono } from "hono";
import { getNewReleases } from "../../contracts/web-api/browse.ts";
import { restrictAlbum } from "../../domain/playability.ts";
import type { ApiEnv } from "./env.ts";
import { page, showAlbumSummary } from "./present.ts";
import { serve } from "./serve.ts";
import { documents } from "./viewer.ts";

export const browse = new Hono<ApiEnv>();

serve(browse, getNewReleases, async ({ query, viewer }) => {
  const { albums } = await documents().newReleases();
  const visible = albums.filter((album) => restrictAlbum(album, viewer.terms.market, viewer.now) === undefined);
  const url = `${viewer.origin}/v1/browse/new-releases`;
  return { albums: page(url, visible, query, (album) => showAlbumSummary(viewer, album)) };
});
