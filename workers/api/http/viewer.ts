/** What a request to the Web API brings along: who looks, from where, and the documents to look at. */
import { exports } from "cloudflare:workers";
import type { Context } from "hono";
import { guestPlaybackSchema } from "../../../contracts/guest.ts";
import { originOf } from "../../../frame/origin.ts";
import type { ApiEnv } from "./env.ts";
import { openDocuments, type DocumentReader } from "../catalogue/documents.ts";
import { termsOf, type Viewer } from "../present.ts";

export function viewerOf(context: Context<ApiEnv>): Viewer {
  const guestPlayback = guestPlaybackSchema.parse(context.env.GUEST_PLAYBACK);
  const origin = originOf(context.env, context.req.raw);
  return { origin, terms: termsOf(context.get("claims"), guestPlayback), now: Date.now() };
}

export function documents(): DocumentReader {
  return openDocuments(exports.CatalogDocuments);
}
