/** Lets pages of any site call the Web API with a token of their listener's. Cookies are the player's own and count for nothing there. */
import { cors } from "hono/cors";

export const shareAcrossOrigins = cors({
  origin: "*",
  allowMethods: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"],
  allowHeaders: ["Accept-Language", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "X-Request-Id"],
  exposeHeaders: ["ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-Id"],
  maxAge: 86_400,
});
