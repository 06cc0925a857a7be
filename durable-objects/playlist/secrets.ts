/** Texts that nobody can guess. */
import { encodeId } from "../../domain/ids.ts";

/** 128 random bits in base62. */
export function randomText(): string {
  return encodeId(crypto.getRandomValues(new Uint8Array(16)));
}
