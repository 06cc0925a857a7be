import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { ClientError } from "../../contracts/errors.ts";
import { addressOf } from "../../frame/address.ts";
import { readClaims } from "../../frame/authenticate.ts";
import { requireSameOrigin } from "../../frame/cookies.ts";
import { requireClaims, requireRole } from "../../frame/policy.ts";
import { countRequest } from "../../frame/request-limits.ts";
import type { AccountsEnv } from "./env.ts";
import { requireSession } from "./sessions.ts";

/** Lets a request through to its route when the route's policy does, with the browser's session in the context where it asks for one. */
export const enforce = createMiddleware<AccountsEnv>(async (context, next) => {
  context.header("cache-control", "no-store");
  const policy = context.get("policy");
  const { now } = context.get("services");
  await countRequest(context.env, { address: addressOf(context.req.raw) }, now);
  if (isOfOwnPages(context) && policy?.kind !== "operator") requireSameOrigin(context);
  if (policy?.kind === "session") {
    const found = await requireSession(context);
    await countRequest(context.env, { listener: found.account.id }, now);
    requireRole(policy.roles, found.account.roles);
    context.set("session", found);
  }
  if (policy?.kind === "token") {
    const claims = await readClaims(context, new Date(now));
    if (await context.get("services").isRevoked(claims.sid)) throw new ClientError("token_revoked");
    requireClaims(policy, claims);
    context.set("claims", claims);
  }
  await next();
});

/** Changes that the service's own pages alone may ask for, also before anybody is logged in: no other site logs a browser in. */
function isOfOwnPages({ req }: Context<AccountsEnv>): boolean {
  return req.method !== "GET" && req.method !== "HEAD" && /^\/(?:accounts|dev)\//.test(req.path);
}
