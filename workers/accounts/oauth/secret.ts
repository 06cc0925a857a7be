/** Secrets of clients and codes: random, and only their hashes are kept. */
import { toBase64Url } from "../../../frame/base64url.ts";

/** 256 bits. */
export function newSecret(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** What is kept of a secret, and what S256 makes of a code_verifier (RFC 7636, section 4.2). */
export async function hashSecret(secret: string): Promise<string> {
  return toBase64Url(await sha256(secret));
}

/** A code's text says where it is kept, and proves that it was given out. */
export function writeCode(id: string, secret: string): string {
  return `${id}.${secret}`;
}

/** @returns undefined when the text can't be a code */
export function parseCode(text: string): { id: string; secret: string } | undefined {
  const [, id, secret] = /^([0-9A-Za-z]{22})\.([\w-]{43})$/.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}
