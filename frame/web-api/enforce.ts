import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { AccessClaims } from "../../contracts/access-token.ts";
import { ClientError } from "../../contracts/errors.ts";
import { addressOf } from "../address.ts";
import { readClaims } from "../authenticate.ts";
import { requireClaims } from "../policy.ts";
import { callerOf, countRequest } from "../request-limits.ts";
import { revocationsOf } from "../revocations.ts";
import type { WebApiEnv } from "./env.ts";

/** Lets a request through to its route when the route's policy does, with the caller's claims in the context. */
export const enforce = createMiddleware<WebApiEnv>(async (context, next) => {
  const policy = context.get("policy");
  // A token is asked for before it is said that a path does not exist: strangers learn nothing about /v1.
  const claims = policy?.kind === "token" || (!policy && context.req.path.startsWith("/v1/")) ? await identify(context) : undefined;
  await countRequest(context.env, claims ? callerOf(claims, context.req.raw) : { address: addressOf(context.req.raw) }, Date.now());
  if (claims) {
    if (await revocationsOf(context.env.REVOCATIONS, caches.default).isRevoked(claims.sid, Date.now()))
      throw new ClientError("token_revoked");
    if (policy?.kind === "token") requireClaims(policy, claims);
    context.set("claims", claims);
  }
  await next();
});

/** Who asks, by a token that is good; tokens that are not are counted by where they come from. */
async function identify(context: Context<WebApiEnv>): Promise<AccessClaims> {
  try {
    return await readClaims(context);
  } catch (error) {
    await countRequest(context.env, { address: addressOf(context.req.raw) }, Date.now());
    throw error;
  }
}
