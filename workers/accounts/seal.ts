/** Texts that only this room can have made: what a cookie or a refresh token says, under an HMAC (SHA-256, 144 bits of it). */
import { z } from "zod";
import { fromBase64Url, toBase64Url } from "../../frame/base64url.ts";
import { equalsSecret } from "../../frame/secret.ts";

const macBytes = 18;

/** The secret `SESSION_KEYS`: `{"current":2,"keys":{"1":"<base64url of 32 bytes>","2":"…"}}`; all of them verify, the current one signs. */
const keysSchema = z.object({ current: z.int().min(0).max(255), keys: z.record(z.string().regex(/^\d{1,3}$/), z.base64url().min(43)) });

export type Seal = {
  /** @param purpose keeps what was sealed for one thing from passing for another */
  seal(purpose: string, text: string): Promise<string>;
  /** @returns the text; undefined when it was not sealed here, for this */
  open(purpose: string, sealed: string): Promise<string | undefined>;
};

/** @throws z.ZodError or SyntaxError when the secret is malformed */
export function openSeal(secret: string): Seal {
  const { current, keys } = keysSchema.parse(JSON.parse(secret));
  const macOf = async (keyId: string, purpose: string, text: string): Promise<string | undefined> => {
    const bytes = fromBase64Url(keys[keyId] ?? "");
    if (!bytes?.length) return undefined;
    const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${purpose}\n${keyId}\n${text}`));
    return toBase64Url(new Uint8Array(mac, 0, macBytes));
  };
  return {
    async seal(purpose, text) {
      const keyId = String(current);
      return `${text}.${keyId}.${await macOf(keyId, purpose, text)}`;
    },
    async open(purpose, sealed) {
      const [, text, keyId, mac] = /^([\w.-]{1,3500})\.(\d{1,3})\.([\w-]{24})$/.exec(sealed) ?? [];
      if (text === undefined || keyId === undefined || mac === undefined) return undefined;
      const expected = await macOf(keyId, purpose, text);
      return expected !== undefined && (await equalsSecret(mac, expected)) ? text : undefined;
    },
  };
}
