/** The player's addresses that are no file: all are answered with the one page that knows them, or with the embedded player's. */
import type { Context } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { parseEmbedPath, parseSharePath, type SharedThing } from "../../../domain/share-path.ts";
import { originOf } from "../../../frame/origin.ts";
import { framedByAnybody } from "../../../frame/security-headers.ts";
import type { ApiEnv } from "../http/env.ts";
import { readPreview } from "./link-previews.ts";
import { siteNameOf, withPreview, type Preview } from "./preview-tags.ts";
import { within } from "../../../frame/within.ts";

/** How long a page waits for what it says of itself, milliseconds: whoever only listens needs none of it. */
const patience = 250;

/**
 * What is missing below /assets/ or has a file's name stays missing: a page in its place would be kept for a script, and for a year.
 * @throws ClientError `not_found` for what is no page
 */
export async function answerPage(context: Context<ApiEnv>): Promise<Response> {
  const { method, path, raw, url } = context.req;
  const isPage = (method === "GET" || method === "HEAD") && !/^\/(?:v1|assets)\/|\./.test(path);
  if (!isPage) throw new ClientError("not_found");
  const shared = parseSharePath(path);
  if (shared) return answerSharedPage(context, shared);
  if (parseEmbedPath(path)) return answerEmbeddedPlayer(context);
  return context.env.ASSETS.fetch(new Request(new URL("/", url), raw));
}

/** A page of the player's as it was built, whole: what is written into it differs from address to address. */
async function builtPage(context: Context<ApiEnv>, path: string): Promise<{ text: string; headers: Headers }> {
  const response = await context.env.ASSETS.fetch(new Request(new URL(path, context.req.url)));
  const headers = new Headers(response.headers);
  for (const name of ["content-length", "content-encoding", "etag", "last-modified"]) headers.delete(name);
  return { text: await response.text(), headers };
}

function answerText(context: Context<ApiEnv>, text: string, headers: Headers): Response {
  return new Response(context.req.method === "HEAD" ? null : text, { headers });
}

/** What may not be seen by everybody is answered as what is not there, byte by byte: with the page as it was built. */
async function answerSharedPage(context: Context<ApiEnv>, shared: SharedThing): Promise<Response> {
  const [page, preview] = await Promise.all([builtPage(context, "/"), previewSoon(context, shared)]);
  return answerText(context, preview ? withPreview(page.text, preview) : page.text, page.headers);
}

async function previewSoon(context: Context<ApiEnv>, shared: SharedThing): Promise<Preview | undefined> {
  const read = readPreview(originOf(context.env, context.req.raw), shared, Date.now());
  // The page itself is all right without it.
  return within(patience, read).catch(() => undefined);
}

/** The one page that others may frame, and that plays without an account. */
async function answerEmbeddedPlayer(context: Context<ApiEnv>): Promise<Response> {
  const { text, headers } = await builtPage(context, "/embed/");
  const policy = headers.get("content-security-policy") ?? "default-src 'self'; frame-ancestors 'none'";
  headers.set("content-security-policy", policy.replace("frame-ancestors 'none'", framedByAnybody));
  headers.set("cross-origin-resource-policy", "cross-origin");
  headers.delete("cross-origin-opener-policy");
  return answerText(context, text, headers);
}

let siteName: string | undefined;

/** The service's name, as its operator built it into the player. */
export async function readSiteName(context: Context<ApiEnv>): Promise<string> {
  siteName ??= siteNameOf((await builtPage(context, "/")).text);
  return siteName;
}
