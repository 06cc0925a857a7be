/**
 * How many requests a caller may make. Generous: they keep one caller from crowding out the others. Where guessing is the risk,
 * attempts are counted exactly (frame/attempts.ts); a grant for audio is a limit in itself.
 */
import type { AccessClaims } from "../contracts/access-token.ts";
import { ClientError } from "../contracts/errors.ts";
import { playerClientId } from "../domain/access.ts";
import { addressOf } from "./address.ts";

/** Seconds. One of the two that the platform's binding offers (the other is 60): whoever was refused waits no longer. */
export const requestWindow = 10;

/** Requests in each window. Deployed, the bindings of that name count, each PoP for itself; wrangler.toml repeats the numbers. */
export const requestLimits = {
  /** One account, through all of its apps and browsers. */
  LISTENER_REQUESTS: 300,
  /** One app, for all of its listeners and for itself. */
  CLIENT_REQUESTS: 3000,
  /** An address without an account: a household, an office, a carrier's gateway. */
  ADDRESS_REQUESTS: 1000,
} as const;
type RequestLimit = keyof typeof requestLimits;

type RateLimiter = { limit(options: { key: string }): Promise<{ success: boolean }> };

export type RequestLimitBindings = Partial<Record<RequestLimit, RateLimiter>> & {
  /** `platform`: the bindings count. A number: this isolate does, and allows so many times as much (one machine). */
  REQUEST_LIMITS: string;
};

/** Whom a request is put down to. */
export type Caller = { listener?: string | undefined; client?: string | undefined; address?: string | undefined };

export function callerOf(claims: AccessClaims, request: Request): Caller {
  if (claims.roles.includes("guest")) return { address: addressOf(request) };
  // The player's listeners are counted one by one: as a client it is everybody.
  const client = claims.client_id === playerClientId ? undefined : claims.client_id;
  return claims.roles.includes("client") ? { client } : { listener: claims.sub, client };
}

/** @param now milliseconds since 1970 @throws ClientError `rate_limited` with Retry-After */
export async function countRequest(env: RequestLimitBindings, caller: Caller, now: number): Promise<void> {
  const counts: [RequestLimit, string | undefined][] = [
    ["LISTENER_REQUESTS", caller.listener],
    ["CLIENT_REQUESTS", caller.client],
    ["ADDRESS_REQUESTS", caller.address],
  ];
  for (const [limit, key] of counts) if (key !== undefined) await count(env, limit, key, now);
}

async function count(env: RequestLimitBindings, limit: RequestLimit, key: string, now: number): Promise<void> {
  const platform = env.REQUEST_LIMITS === "platform" ? env[limit] : undefined;
  if (platform) {
    if ((await platform.limit({ key })).success) return;
    throw tooMany(requestWindow);
  }
  const factor = Number(env.REQUEST_LIMITS) || 1;
  if (countHere(`${limit} ${key}`, now) > requestLimits[limit] * factor) {
    throw tooMany(requestWindow - Math.floor((now / 1000) % requestWindow));
  }
}

function tooMany(seconds: number): ClientError {
  return new ClientError("rate_limited", { headers: { "retry-after": String(seconds) } });
}

let counted = { window: 0, requests: new Map<string, number>() };

/** @returns how many requests of that key there were in the present window, this one included */
function countHere(key: string, now: number): number {
  const window = Math.floor(now / 1000 / requestWindow);
  if (window !== counted.window) counted = { window, requests: new Map() };
  const requests = (counted.requests.get(key) ?? 0) + 1;
  counted.requests.set(key, requests);
  return requests;
}
