import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { oembedQuerySchema, type OembedAnswer } from "../../../contracts/oembed.ts";
import { parseSharePath, type ShareableType } from "../../../domain/share-path.ts";
import { originOf, originsOf } from "../../../frame/origin.ts";
import { parseValue } from "../../../frame/parse.ts";
import type { ApiEnv } from "../http/env.ts";
import { readPreview } from "./link-previews.ts";
import { readSiteName } from "./pages.ts";
import { escapeHtml, type Preview } from "./preview-tags.ts";

/** Pixels: one track needs no list. */
const width = 560;
const heights: Readonly<Record<ShareableType, number>> = { track: 152, album: 380, artist: 380, playlist: 380 };

export const oembed = new Hono<ApiEnv>();

oembed.get("/oembed", async (context) => {
  const query = parseValue(context.req.query(), oembedQuerySchema);
  if (query.format === "xml") throw new ClientError("not_implemented", { message: "There is JSON only.", field: "format" });
  const asked = new URL(query.url);
  const shared = originsOf(context.env).includes(asked.origin) ? parseSharePath(asked.pathname) : undefined;
  const origin = originOf(context.env, context.req.raw);
  const preview = shared && (await readPreview(origin, shared, Date.now()));
  if (!preview) throw new ClientError("not_found");
  const answer = describe(preview, { origin, id: shared.id, site: await readSiteName(context), query });
  // Whoever writes a page may ask for it in its reader's browser.
  return context.json(answer, 200, {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=300",
  });
});

type Described = { origin: string; id: string; site: string; query: { maxwidth?: number | undefined; maxheight?: number | undefined } };

function describe(preview: Preview, { origin, id, site, query }: Described): OembedAnswer {
  const { type, title, by, image } = preview;
  const size = {
    width: Math.min(width, query.maxwidth ?? width),
    height: Math.min(heights[type], query.maxheight ?? heights[type]),
  };
  return {
    version: "1.0",
    type: "rich",
    provider_name: site,
    provider_url: origin,
    title,
    ...(by && { author_name: by.name }),
    ...(by?.url !== undefined && { author_url: by.url }),
    cache_age: 300,
    ...(image && { thumbnail_url: image.url, thumbnail_width: image.width, thumbnail_height: image.height }),
    html: frameOf(`${origin}/embed/${type}/${id}`, title, size),
    ...size,
  };
}

function frameOf(address: string, title: string, size: { width: number; height: number }): string {
  return `<iframe src="${address}" title="${escapeHtml(title)}" width="${size.width}" height="${size.height}" style="border:0;border-radius:14px" loading="lazy" allow="autoplay; encrypted-media"></iframe>`;
}
