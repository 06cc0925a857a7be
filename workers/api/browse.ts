import { Hono } from "hono";
import { pagingQuerySchema } from "../../contracts/web-api.ts";
import { restrictAlbum } from "../../domain/playability.ts";
import { parseValue } from "../../frame/parse.ts";
import { answer } from "./answer.ts";
import type { ApiEnv } from "./env.ts";
import { page, showAlbumSummary } from "./present.ts";
import { documents, viewerOf } from "./viewer.ts";

export const browse = new Hono<ApiEnv>();

browse.get("/new-releases", async (context) => {
  const viewer = viewerOf(context);
  const paging = parseValue(context.req.query(), pagingQuerySchema);
  const { albums } = await documents().newReleases();
  const visible = albums.filter((album) => restrictAlbum(album, viewer.terms.market, viewer.now) === undefined);
  const url = `${viewer.origin}/v1/browse/new-releases`;
  return answer(context, { albums: page(url, visible, paging, (album) => showAlbumSummary(viewer, album)) });
});
