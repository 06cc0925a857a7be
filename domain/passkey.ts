/** Passkeys' rules (WebAuthn Level 3): where they are good, and when a signature counter tells of a copy. */

/** How many an account may have. */
export const passkeyLimit = 20;

/**
 * The relying party's id: the host name of an origin.
 * @returns undefined for an IP address, which is no domain (WebAuthn, section 5.1.3, step 8)
 */
export function relyingPartyOf(origin: string): string | undefined {
  const { hostname } = new URL(origin);
  return hostname.startsWith("[") || /^\d+(\.\d+){3}$/.test(hostname) ? undefined : hostname;
}

/**
 * Whether a counter stands where the authenticator's only copy would have left it (WebAuthn, section 6.1.1).
 * Synchronised passkeys count nothing: theirs stays 0.
 */
export function isNextSignCount(known: number, seen: number): boolean {
  return seen > known || (seen === 0 && known === 0);
}
