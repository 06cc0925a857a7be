/** Devices without a keyboard (RFC 8628): what is typed elsewhere, and how often they may ask. */

/** Section 6.1: no vowels, so that no word comes out, and nothing that looks like something else. 20^8 are 34 bits. */
export const userCodeAlphabet = "BCDFGHJKLMNPQRSTVWXZ";
const userCodeLength = 8;

/** Milliseconds that both codes are good for. */
export const deviceCodeLifetime = 10 * 60_000;
/** Seconds between two questions, at first; and what each hasty one adds (section 3.5). */
export const pollInterval = 5;
const hasteSeconds = 5;

/** @param random bytes in any number; those that would favour a letter are passed over @returns undefined when they do not suffice */
export function userCodeFrom(random: Uint8Array): string | undefined {
  const fair = Array.from(random).filter((byte) => byte < 256 - (256 % userCodeAlphabet.length));
  if (fair.length < userCodeLength) return undefined;
  return fair
    .slice(0, userCodeLength)
    .map((byte) => userCodeAlphabet.charAt(byte % userCodeAlphabet.length))
    .join("");
}

/** A code as people type it: in small letters, with whatever between. @returns undefined when it can't be one */
export function readUserCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replaceAll(/[\s._–-]/g, "");
  return code.length === userCodeLength && Array.from(code).every((letter) => userCodeAlphabet.includes(letter)) ? code : undefined;
}

/** `WDJB-MJHT` */
export function writeUserCode(code: string): string {
  return `${code.slice(0, userCodeLength / 2)}-${code.slice(userCodeLength / 2)}`;
}

export type DeviceStatus = "pending" | "approved" | "denied";

/** Times in milliseconds since 1970. */
export type Polled = { status: DeviceStatus; expiresAt: number; polledAt: number | null; intervalSeconds: number };

export type PollVerdict =
  | { kind: "approved" | "expired_token" | "access_denied" }
  /** Asked too early, or in time; what to remember. */
  | { kind: "slow_down" | "authorization_pending"; intervalSeconds: number };

export function judgePoll({ status, expiresAt, polledAt, intervalSeconds }: Polled, now: number): PollVerdict {
  if (now >= expiresAt) return { kind: "expired_token" };
  if (status === "approved") return { kind: "approved" };
  if (status === "denied") return { kind: "access_denied" };
  // A device's clock and the way to us differ by a little from one question to the next.
  const tooEarly = polledAt !== null && now - polledAt < intervalSeconds * 1000 - 500;
  return tooEarly
    ? { kind: "slow_down", intervalSeconds: intervalSeconds + hasteSeconds }
    : { kind: "authorization_pending", intervalSeconds };
}
