/** Texts that nobody can guess. */
import { encodeId } from "../../domain/ids.ts";
import { toBase64Url } from "../../frame/base64url.ts";

/** 128 random bits in base62. */
export function randomText(): string {
  return encodeId(crypto.getRandomValues(new Uint8Array(16)));
}

/** What is kept of a secret. */
export async function hashOf(secret: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret))));
}
