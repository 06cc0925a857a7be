import { createMiddleware } from "hono/factory";
import { ClientError } from "../../contracts/errors.ts";
import { readClaims } from "../../frame/authenticate.ts";
import { createRevocationList, readRevocations, type RevocationList } from "../../frame/revocations.ts";
import { policyOf, requireClaims } from "../../frame/policy.ts";
import type { ApiEnv } from "./env.ts";
import { policies } from "./policies.ts";

let revocations: RevocationList | undefined;

/** One list an isolate. */
function revocationsOf(namespace: Env["REVOCATIONS"]): RevocationList {
  revocations ??= createRevocationList((now) => readRevocations(namespace, caches.default, now));
  return revocations;
}

/** Lets a request through to its route when the route's policy does, with the caller's claims in the context. */
export const enforce = createMiddleware<ApiEnv>(async (context, next) => {
  const policy = policyOf(policies, context);
  // A token is asked for before it is said that a path does not exist: strangers learn nothing about /v1.
  if (policy?.kind === "token" || (!policy && context.req.path.startsWith("/v1/"))) {
    const claims = await readClaims(context);
    if (await revocationsOf(context.env.REVOCATIONS).isRevoked(claims.sid, Date.now())) throw new ClientError("token_revoked");
    if (policy?.kind === "token") requireClaims(policy, claims);
    context.set("claims", claims);
  }
  await next();
});
