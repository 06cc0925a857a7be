/** Secrets that clients send. */
import { encodeId } from "../domain/ids.ts";
import { toBase64Url } from "./base64url.ts";

/** Compares a secret that a client sent with the one that is held, in time that does not depend on where they differ. */
export async function equalsSecret(offered: string, held: string): Promise<boolean> {
  if (held === "") return false;
  const encoder = new TextEncoder();
  // Hashed first: timingSafeEqual wants equal lengths, and the length itself is then no secret.
  const [left, right] = await Promise.all([offered, held].map((text) => crypto.subtle.digest("SHA-256", encoder.encode(text))));
  return left !== undefined && right !== undefined && crypto.subtle.timingSafeEqual(left, right);
}

/** What is kept of a secret that nobody could guess: its SHA-256, in base64url. */
export async function hashOf(secret: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret))));
}

/** What nobody can guess: 128 random bits in base62. */
export function randomText(): string {
  return encodeId(crypto.getRandomValues(new Uint8Array(16)));
}
