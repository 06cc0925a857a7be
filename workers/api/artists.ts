import { Hono, type Context } from "hono";
import { z } from "zod";
import { ClientError } from "../../contracts/errors.ts";
import type { ArtistDocument } from "../../contracts/documents.ts";
import { pagingQuerySchema } from "../../contracts/web-api.ts";
import { restrictAlbum } from "../../domain/playability.ts";
import { parseValue } from "../../frame/parse.ts";
import { answer } from "./answer.ts";
import type { ApiEnv } from "./env.ts";
import { page, showAlbumSummary, showArtist } from "./present.ts";
import { documents, idParameter, viewerOf } from "./viewer.ts";

const groupSchema = z.enum(["album", "single", "compilation", "appears_on"]);
const artistAlbumsQuerySchema = pagingQuerySchema.extend({
  include_groups: z
    .string()
    .optional()
    .transform((text) => text?.split(",") ?? [...groupSchema.options])
    .pipe(z.array(groupSchema)),
});

export const artists = new Hono<ApiEnv>();

artists.get("/:id", async (context) => answer(context, showArtist(viewerOf(context), await knownArtist(context))));

artists.get("/:id/albums", async (context) => {
  const viewer = viewerOf(context);
  const query = parseValue(context.req.query(), artistAlbumsQuerySchema);
  const artist = await knownArtist(context);
  // What is announced is shown with its restriction; what this market never gets is not.
  const visible = artist.albums.filter(
    ({ album, group }) => query.include_groups.includes(group) && restrictAlbum(album, viewer.terms.market, viewer.now) !== "market",
  );
  const url = new URL(`${viewer.origin}/v1/artists/${artist.id}/albums`);
  url.searchParams.set("include_groups", query.include_groups.join(","));
  return answer(
    context,
    page(url.href, visible, query, ({ album, group }) => ({ ...showAlbumSummary(viewer, album), album_group: group })),
  );
});

async function knownArtist(context: Context<ApiEnv>): Promise<ArtistDocument> {
  const document = await documents().artist(idParameter(context));
  if (!document) throw new ClientError("not_found");
  return document;
}
