/** Exact limits, for where guessing is the risk or work is dear: so many attempts in any window of so much time. */

export type AttemptLimit = { limit: number; windowMs: number };

const minute = 60_000;

/** By what is guessed at. Keys are an account's directory hash, an address, a code's holder. */
export const attemptLimits = {
  /** Wrong passwords for one account. */
  password: { limit: 10, windowMs: 15 * minute },
  /** Wrong passwords for one account from all browsers that know it together: whoever was let in once may have made many of them. */
  password_known: { limit: 50, windowMs: 15 * minute },
  /** Hashes and estimates of passwords, right or wrong, for one address: what it may have of an isolate's time. Offices share one. */
  heavy_work: { limit: 60, windowMs: 15 * minute },
  registration_by_address: { limit: 20, windowMs: 60 * minute },
  /** Messages to one mailbox that somebody else could have asked for. */
  mail: { limit: 5, windowMs: 60 * minute },
  mail_by_address: { limit: 30, windowMs: 60 * minute },
  /** User codes that do not exist (RFC 8628, section 5.1). */
  user_code: { limit: 10, windowMs: 15 * minute },
  user_code_by_address: { limit: 50, windowMs: 15 * minute },
  /** Wrong client secrets. */
  client_secret: { limit: 20, windowMs: 15 * minute },
  /** What is kept for whoever asks, before anybody has proven anything: ceremonies of passkeys, and devices' codes. */
  ceremony_by_address: { limit: 200, windowMs: 15 * minute },
  device_by_address: { limit: 60, windowMs: 15 * minute },
  /** Pictures that one account gives its playlists: each is decoded, encoded three times and stored. */
  picture: { limit: 60, windowMs: 60 * minute },
  /** Tickets that do not exist. */
  ticket_by_address: { limit: 50, windowMs: 15 * minute },
} as const satisfies Record<string, AttemptLimit>;
export type AttemptKind = keyof typeof attemptLimits;

export type AttemptVerdict = { allowed: true; attempts: number[] } | { allowed: false; attempts: number[]; retryAfterMs: number };

/**
 * @param attempts times of earlier ones, oldest first, milliseconds since 1970
 * @returns what to remember: a refused attempt is not counted, so that waiting helps
 */
export function countAttempt(attempts: readonly number[], rule: AttemptLimit, now: number): AttemptVerdict {
  const recent = attempts.filter((at) => at > now - rule.windowMs);
  const [oldest] = recent;
  if (recent.length < rule.limit || oldest === undefined) return { allowed: true, attempts: [...recent, now] };
  return { allowed: false, attempts: recent, retryAfterMs: oldest + rule.windowMs - now };
}
