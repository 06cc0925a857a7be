/** The OAuth 2.1 and OpenID Connect server. Its pages (login, consent, activation) are the player's. */
import { Hono } from "hono";
import { cors } from "hono/cors";
import type { AccountsEnv } from "../env.ts";
import { activation } from "./activation.ts";
import { authorizationPage } from "./authorization-page.ts";
import { authorize } from "./authorize.ts";
import { consents } from "./consents.ts";
import { deviceAuthorization } from "./device-authorization.ts";
import { introspect } from "./introspect.ts";
import { metadata } from "./metadata.ts";
import { revoke } from "./revoke.ts";
import { token } from "./token.ts";
import { userinfo } from "./userinfo.ts";

export const oauth = new Hono<AccountsEnv>();
for (const routes of [authorize, token, deviceAuthorization, revoke, introspect, metadata, userinfo]) oauth.route("/", routes);
for (const routes of [authorizationPage, activation, consents]) oauth.route("/", routes);

/** What apps that run in browsers call from their own sites, with tokens and never with cookies. */
export const crossOriginPaths = ["/api/*", "/oauth/*", "/.well-known/*"];
export const crossOrigin = cors({
  origin: "*",
  allowMethods: ["GET", "POST"],
  allowHeaders: ["authorization", "content-type"],
  exposeHeaders: ["www-authenticate", "retry-after"],
  maxAge: 86_400,
});

/** Whether clients read errors there as RFC 6749 writes them. */
export function isOAuthEndpoint(path: string): boolean {
  return path.startsWith("/api/");
}
