/** Counts attempts at what could be guessed, in an object for each thing. */
import { ClientError } from "../contracts/errors.ts";
import { toHex } from "../domain/hex.ts";
import { attemptLimits, type AttemptKind, type AttemptLimit } from "../domain/attempts.ts";

export type LimiterNamespace = {
  getByName(name: string): {
    take(rule: AttemptLimit, now: number): Promise<number | undefined>;
    giveBack(at: number): Promise<void>;
    forget(): Promise<void>;
  };
};

export type Attempts = {
  /** @throws ClientError `rate_limited` with Retry-After when there were too many */
  count(kind: AttemptKind, key: string): Promise<void>;
  /** Takes back what this request counted: it was no guess. What was counted before stays. */
  giveBack(kind: AttemptKind, key: string): Promise<void>;
  /** Forgets the attempts of whoever turned out to know. */
  forget(kind: AttemptKind, key: string): Promise<void>;
};

/** @param now milliseconds since 1970 */
export function openAttempts(namespace: LimiterNamespace, now: number): Attempts {
  const limiter = async (kind: AttemptKind, key: string) => {
    // Names of objects are kept by the platform: no address or code stands in them.
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${kind}:${key}`)));
    return namespace.getByName(toHex(digest));
  };
  return {
    async count(kind, key) {
      const wait = await (await limiter(kind, key)).take(attemptLimits[kind], now);
      if (wait !== undefined) throw new ClientError("rate_limited", { headers: { "retry-after": String(Math.ceil(wait / 1000)) } });
    },
    async giveBack(kind, key) {
      await (await limiter(kind, key)).giveBack(now);
    },
    async forget(kind, key) {
      await (await limiter(kind, key)).forget();
    },
  };
}
