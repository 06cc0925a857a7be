/** What a request to the Web API brings along: who looks, from where, and the documents to look at. */
import { exports } from "cloudflare:workers";
import type { Context } from "hono";
import { guestPlaybackSchema } from "../../contracts/guest.ts";
import { marketSchema } from "../../domain/catalogue.ts";
import { isId } from "../../domain/ids.ts";
import { ClientError } from "../../contracts/errors.ts";
import type { ApiEnv } from "./env.ts";
import { openDocuments, type DocumentReader } from "./documents.ts";
import { termsOf, type Viewer } from "./present.ts";

/**
 * The `market` parameter never widens what the token's market allows; it is checked and, as in the Web API,
 * a listener's own market takes priority over it.
 */
export function viewerOf(context: Context<ApiEnv>): Viewer {
  const market = context.req.query("market");
  if (market !== undefined && market !== "from_token" && !marketSchema.safeParse(market).success) {
    throw new ClientError("invalid_request", { message: "market: an ISO 3166-1 alpha-2 code is expected.", field: "market" });
  }
  const guestPlayback = guestPlaybackSchema.parse(context.env.GUEST_PLAYBACK);
  return { origin: new URL(context.req.url).origin, terms: termsOf(context.get("claims"), guestPlayback), now: Date.now() };
}

export function documents(): DocumentReader {
  return openDocuments(exports.CatalogDocuments);
}

/** @throws ClientError `invalid_id` */
export function idParameter(context: Context<ApiEnv>): string {
  const id = context.req.param("id") ?? "";
  if (!isId(id)) throw new ClientError("invalid_id", { field: "id" });
  return id;
}
