import { Hono, type Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { AlbumDocument } from "../../contracts/documents.ts";
import { pagingQuerySchema } from "../../contracts/web-api.ts";
import { parseValue } from "../../frame/parse.ts";
import { answer } from "./answer.ts";
import type { ApiEnv } from "./env.ts";
import { showAlbum, showAlbumTracks } from "./present.ts";
import { documents, idParameter, viewerOf } from "./viewer.ts";

export const albums = new Hono<ApiEnv>();

albums.get("/:id", async (context) => answer(context, showAlbum(viewerOf(context), await liveAlbum(context))));

albums.get("/:id/tracks", async (context) => {
  const paging = parseValue(context.req.query(), pagingQuerySchema);
  return answer(context, showAlbumTracks(viewerOf(context), await liveAlbum(context), paging));
});

async function liveAlbum(context: Context<ApiEnv>): Promise<AlbumDocument> {
  const document = await documents().album(idParameter(context));
  if (!document || document.withdrawn) throw new ClientError("not_found");
  return document;
}
