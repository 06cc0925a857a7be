/** `/media/<grant>/<recording>/<file>`: settles grant, conditions and range without touching an object, then fetches the bytes. */
import { exports } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { settleRequest, type Representation } from "../../domain/conditions.ts";
import { permittedFile, type GrantedFile, type PlaybackGrant } from "../../domain/grant.ts";
import { formatHttpDate } from "../../domain/http-date.ts";
import { ladder, renditionKey } from "../../domain/ladder.ts";
import { contentRangeOf, unsatisfiedRangeOf } from "../../domain/range.ts";
import type { FrameEnv } from "../../frame/app.ts";
import { grantKeysOf, verifyGrant, type GrantVerdict } from "../../frame/grant-signature.ts";
import { readBytes } from "./read-bytes.ts";
import { allowedMethods } from "./share-across-origins.ts";

export const renditions = new Hono<FrameEnv<Env>>();

const path = "/media/:grant/:recording/:file";

// Hono answers HEAD by the GET route and drops the body; the method tells them apart.
renditions.get(path, async (context) => {
  const started = performance.now();
  const now = Date.now();
  const { grant: text, recording, file } = context.req.param();
  const { grant, granted } = requirePermission(await verifyGrant(grantKeysOf(context.env.GRANT_KEYS), text, now), recording, file);
  const verified = performance.now();
  const representation = representationOf(grant, granted);
  const { size } = representation;
  const method = context.req.method === "HEAD" ? "HEAD" : "GET";
  const outcome = settleRequest({ method, header: (name) => context.req.header(name) }, representation, now);
  if (outcome.kind === "precondition_failed") throw new ClientError("precondition_failed");
  if (outcome.kind === "unsatisfiable") {
    throw new ClientError("range_not_satisfiable", { headers: { "content-range": unsatisfiedRangeOf(size), "accept-ranges": "bytes" } });
  }
  const timing = `grant;dur=${(verified - started).toFixed(2)}`;
  const headers = headersOf({ grant, granted, representation, timing, now });
  if (outcome.kind === "not_modified") return new Response(null, { status: 304, headers });
  const range = outcome.kind === "part" ? outcome.range : { offset: 0, length: size };
  const status = outcome.kind === "part" ? 206 : 200;
  headers.set("content-length", String(range.length));
  if (status === 206) headers.set("content-range", contentRangeOf(range, size));
  if (method === "HEAD") return new Response(null, { status, headers });
  const { body, cacheStatus } = await readBytes((input, init) => exports.Recording.fetch(input, init), keyOf(grant, granted), range);
  headers.set("server-timing", `${timing}, bytes;dur=${(performance.now() - verified).toFixed(2)};desc="${cacheStatus}"`);
  return new Response(body, { status, headers });
});

renditions.all(path, () => {
  throw new ClientError("method_not_allowed", { headers: { allow: allowedMethods } });
});

for (const withoutGrant of ["/media/:recording/:file", "/media//:recording/:file"]) {
  renditions.all(withoutGrant, () => {
    throw unauthorized("grant_missing");
  });
}

type Permission = { grant: PlaybackGrant; granted: GrantedFile };

/** @throws ClientError `grant_invalid`, also for a grant of another recording or a lower tier, or `grant_expired` */
function requirePermission(verdict: GrantVerdict, recording: string, file: string): Permission {
  if (verdict.kind === "expired") throw unauthorized("grant_expired");
  const granted = verdict.kind === "valid" ? permittedFile(verdict.grant, recording, file) : undefined;
  if (verdict.kind !== "valid" || !granted) throw new ClientError("grant_invalid");
  return { grant: verdict.grant, granted };
}

function unauthorized(code: "grant_missing" | "grant_expired"): ClientError {
  return new ClientError(code, { headers: { "www-authenticate": "Grant" } });
}

/** The object's key, from the signed grant alone: nothing of the request's path gets into it. */
function keyOf({ recordingId }: PlaybackGrant, { tier }: GrantedFile): string {
  return renditionKey(recordingId, tier);
}

/** A preview is a representation of its own: complete at its own length, with its own tag. */
function representationOf(grant: PlaybackGrant, { tier, bytes }: GrantedFile): Representation {
  const published = (grant.publishedAt / 1000).toString(36);
  return { size: bytes, etag: `"${grant.recordingId}-${tier}-${bytes.toString(36)}-${published}"`, lastModified: grant.publishedAt };
}

type HeaderFacts = Permission & { representation: Representation; timing: string; now: number };

function headersOf({ grant, granted, representation, timing, now }: HeaderFacts): Headers {
  return new Headers({
    "accept-ranges": "bytes",
    // The listener's own browser may keep it while the URL lasts; nobody in between may keep or recode it.
    "cache-control": `private, max-age=${Math.floor((grant.expiresAt - now) / 1000)}, immutable, no-transform`,
    "content-type": ladder[granted.tier].mimeType,
    etag: representation.etag,
    "last-modified": formatHttpDate(grant.publishedAt),
    "server-timing": timing,
  });
}
