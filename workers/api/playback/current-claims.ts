/** Claims as they are now: what a plan, an age or an ended session changes reaches grants at once, not with the next token. */
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { currentEntitlementSchema, type CurrentEntitlement } from "../../../contracts/entitlement.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { within } from "../../../frame/within.ts";

/** How long grants wait for workers/accounts, milliseconds. Its answer takes one query; press play waits for no more. */
const patience = 400;

/** The entrypoint of workers/accounts. What its answer holds is checked: types do not cross from Worker to Worker. */
export type EntitlementsEntrypoint = { of(accountId: string, sessionId: string): Promise<CurrentEntitlement> };

/** A Worker knows another one's RPC by contract, not by its source. */
export function asEntitlements(binding: Fetcher): EntitlementsEntrypoint {
  return binding as Fetcher & EntitlementsEntrypoint;
}

/**
 * @returns the claims with what counts now; as they are where no account is behind them, or nobody answers in time: they are ten
 * minutes old at most
 * @throws ClientError `token_revoked` when the session was ended
 */
export async function currentClaims(entrypoint: EntitlementsEntrypoint, claims: AccessClaims): Promise<AccessClaims> {
  if (claims.roles.includes("guest") || claims.roles.includes("client")) return claims;
  const current = await ask(entrypoint, claims);
  if (!current) return claims;
  if (!current.live) throw new ClientError("token_revoked");
  return { ...claims, plan: current.plan, market: current.market, explicit: current.explicit };
}

async function ask(entrypoint: EntitlementsEntrypoint, claims: AccessClaims): Promise<CurrentEntitlement | undefined> {
  try {
    const answer = await within(patience, entrypoint.of(claims.sub, claims.sid));
    return answer && currentEntitlementSchema.parse(answer);
  } catch {
    return undefined;
  }
}
