/** Proof Key for Code Exchange (RFC 7636), S256 only: `plain` proves nothing to whoever read the request. */

const verifierPattern = /^[\w.~-]{43,128}$/;
const challengePattern = /^[\w-]{43}$/;

export function isCodeChallenge(text: string): boolean {
  return challengePattern.test(text);
}

export type PkceVerdict =
  | { kind: "refused"; description: string }
  /** Nobody promised a proof. */
  | { kind: "unasked" }
  /** The SHA-256 of the verifier, base64url, has to be the challenge. */
  | { kind: "compare"; challenge: string; verifier: string };

/** A verifier is due exactly where there was a challenge: leaving out either one is a downgrade (RFC 9700, section 4.8.2). */
export function judgePkce(challenge: string | null, verifier: string | undefined): PkceVerdict {
  if (challenge === null)
    return verifier === undefined
      ? { kind: "unasked" }
      : { kind: "refused", description: "There was no code_challenge for this code_verifier." };
  if (verifier === undefined) return { kind: "refused", description: "The code_verifier is missing." };
  if (!verifierPattern.test(verifier)) return { kind: "refused", description: "The code_verifier is malformed." };
  return { kind: "compare", challenge, verifier };
}
