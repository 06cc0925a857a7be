/** Lets players on any origin read what they are entitled to, errors included: a grant in the URL is all the authority there is. */
import { createMiddleware } from "hono/factory";
import type { FrameEnv } from "../../frame/app.ts";

export const allowedMethods = "GET, HEAD, OPTIONS";

const everyAnswer = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "Accept-Ranges, Content-Length, Content-Range, ETag, Retry-After, Server-Timing, X-Request-Id",
  "cross-origin-resource-policy": "cross-origin",
  "timing-allow-origin": "*",
  "x-content-type-options": "nosniff",
};

/** A player's own requests need no preflight: GET with a single `Range` is CORS-safelisted (Fetch §2.2.2). */
const preflightAnswer = {
  "access-control-allow-methods": allowedMethods,
  "access-control-allow-headers": "If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range, X-Request-Id",
  "access-control-max-age": "86400",
  allow: allowedMethods,
};

export const shareAcrossOrigins = createMiddleware<FrameEnv>(async (context, next) => {
  if (context.req.method === "OPTIONS") context.res = new Response(null, { status: 204, headers: preflightAnswer });
  else await next();
  for (const [name, value] of Object.entries(everyAnswer)) context.res.headers.set(name, value);
});
