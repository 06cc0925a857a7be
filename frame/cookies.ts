/** The player's cookies. No script reads them; what changes something has to come from the service's own pages. */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { ClientError } from "../contracts/errors.ts";
import { originOf, originsOf, type OriginBindings } from "./origin.ts";

/**
 * `access`: ten minutes' token, for this site's own requests only. `session`: the login, also on arrival from elsewhere.
 * `ceremony`: the browser that begins to log in with a passkey; `journey`: one that is on its way over another issuer;
 * `proof`: one that came back from there with an identity that may be linked; `registration`: one in which somebody registered;
 * `browser`: one in which somebody logged in before.
 */
const sameSite = {
  access: "Strict",
  session: "Lax",
  ceremony: "Strict",
  journey: "Lax",
  proof: "Strict",
  registration: "Strict",
  browser: "Strict",
} as const;
export type CookieName = keyof typeof sameSite;

type Site = { Bindings: OriginBindings };

/** `__Host-` and Secure where there is TLS: Safari keeps no Secure cookie of a loopback address. */
function isSecure<Environment extends Site>(context: Context<Environment>): boolean {
  return originOf(context.env, context.req.raw).startsWith("https:");
}

export function readCookie<Environment extends Site>(context: Context<Environment>, name: CookieName): string | undefined {
  return isSecure(context) ? getCookie(context, name, "host") : getCookie(context, name);
}

/** @param maxAge seconds */
export function writeCookie<Environment extends Site>(
  context: Context<Environment>,
  name: CookieName,
  value: string,
  maxAge: number,
): void {
  const secure = isSecure(context);
  setCookie(context, name, value, {
    httpOnly: true,
    sameSite: sameSite[name],
    path: "/",
    maxAge,
    secure,
    ...(secure && { prefix: "host" as const }),
  });
}

export function clearCookie<Environment extends Site>(context: Context<Environment>, name: CookieName): void {
  const secure = isSecure(context);
  deleteCookie(context, name, { path: "/", secure, ...(secure && { prefix: "host" as const }) });
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what a cookie must not vouch for: a request that another site's page made.
 * Browsers say where from in Origin (RFC 6454) with every request that is not GET or HEAD, and in Sec-Fetch-Site with all of them.
 * @throws ClientError `cross_site`
 */
export function requireSameOrigin<Environment extends Site>(context: Context<Environment>): void {
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  const foreign = site !== undefined && site !== "same-origin" && site !== "none";
  const ours = origin !== undefined && originsOf(context.env).includes(origin);
  if (foreign || (origin !== undefined && !ours)) throw new ClientError("cross_site");
  // A socket is no read: whoever opens one with the cookie of somebody else speaks in their name.
  const isSafe = safeMethods.has(context.req.method) && context.req.header("upgrade") === undefined;
  if (!isSafe && !ours) throw new ClientError("cross_site");
}
