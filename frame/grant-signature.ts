/** Signs playback grants and checks them: HMAC-SHA-256, truncated to 128 bits (RFC 2104 §5), over the grant's bytes. */
import { z } from "zod";
import { decodeGrant, encodeGrant, type PlaybackGrant } from "../domain/grant.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";

const signatureBytes = 16;
const secretBytes = 32;
/** Far above any grant of the ladder: longer text is refused before it is decoded. */
const longestText = 512;

const secretSchema = z.base64url().transform((text, context) => {
  const bytes = fromBase64Url(text);
  if (bytes?.length === secretBytes) return bytes;
  context.addIssue({ code: "custom", message: `a grant key has ${secretBytes} bytes` });
  return z.NEVER;
});

/** The secret `GRANT_KEYS`: `{"current":2,"keys":{"1":"<base64url of 32 bytes>","2":"…"}}`. */
const grantKeysSchema = z
  .object({ current: z.int().min(0).max(255), keys: z.record(z.string().regex(/^\d{1,3}$/), secretSchema) })
  .transform(({ current, keys }, context) => {
    const secrets = new Map(Object.entries(keys).map(([id, secret]) => [Number(id), secret]));
    const signing = secrets.get(current);
    if (signing) return { current, secrets };
    context.addIssue({ code: "custom", message: "the current grant key is not among the keys" });
    return z.NEVER;
  });

/**
 * The key that signs, and all that still verify. To rotate: deploy the new key beside the old one, then make it current, and
 * take the old one away when its last grant has expired.
 */
export type GrantKeys = z.infer<typeof grantKeysSchema>;

export type GrantVerdict =
  | { kind: "valid"; grant: PlaybackGrant }
  /** Not a grant at all, or not signed by a key that is known. */
  | { kind: "forged" }
  | { kind: "expired" };

const keysByText = new Map<string, GrantKeys>();
// Only settled keys are shared between requests: a shared promise would strand the others when the request that made it ends.
const imported = new WeakMap<Uint8Array, CryptoKey>();

/**
 * Reads the secret `GRANT_KEYS`, once an isolate.
 * @throws z.ZodError or SyntaxError when the secret is malformed
 */
export function grantKeysOf(secret: string): GrantKeys {
  const held = keysByText.get(secret);
  if (held) return held;
  const keys = grantKeysSchema.parse(JSON.parse(secret));
  keysByText.clear();
  keysByText.set(secret, keys);
  return keys;
}

/**
 * @returns base64url without padding, fit for a path segment: 56 characters and 8 a file
 * @throws RangeError when the grant does not fit its wire form
 */
export async function signGrant(keys: GrantKeys, grant: PlaybackGrant): Promise<string> {
  const secret = keys.secrets.get(keys.current);
  if (!secret) throw new RangeError("the current grant key is not among the keys");
  const payload = encodeGrant({ keyId: keys.current, grant });
  const signed = new Uint8Array(payload.length + signatureBytes);
  signed.set(payload);
  signed.set(await signatureOf(payload, secret), payload.length);
  return toBase64Url(signed);
}

/**
 * Nothing of a grant is believed before its signature is.
 * @param now milliseconds since 1970
 */
export async function verifyGrant(keys: GrantKeys, text: string, now: number): Promise<GrantVerdict> {
  // A grant's bytes come in threes, so that no other text stands for the same ones: it has one URL.
  const signed = text.length > longestText ? undefined : fromBase64Url(text);
  if (!signed || signed.length <= signatureBytes) return { kind: "forged" };
  const payload = signed.subarray(0, signed.length - signatureBytes);
  const decoded = decodeGrant(payload);
  const secret = decoded && keys.secrets.get(decoded.keyId);
  if (!secret) return { kind: "forged" };
  const expected = await signatureOf(payload, secret);
  if (!equalInConstantTime(expected, signed.subarray(payload.length))) return { kind: "forged" };
  return now < decoded.grant.expiresAt ? { kind: "valid", grant: decoded.grant } : { kind: "expired" };
}

async function signatureOf(payload: Uint8Array<ArrayBuffer>, secret: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const held = imported.get(secret);
  const key = held ?? (await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]));
  if (!held) imported.set(secret, key);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, payload), 0, signatureBytes);
}

function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}
