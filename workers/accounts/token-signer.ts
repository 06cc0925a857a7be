/** Signs tokens: the only place that holds the private key. */
import { importJWK, SignJWT, type CryptoKey, type JWK, type JWTPayload } from "jose";

export type TokenSigner = {
  /** @param type the `typ` header: `at+jwt` (RFC 9068) or `JWT` */
  sign(type: "at+jwt" | "JWT", payload: JWTPayload): Promise<string>;
};

type SigningKey = { key: CryptoKey | Uint8Array; keyId: string };

// Only settled keys are shared between requests: a shared promise would strand the others when the request that made it ends.
const keys = new Map<string, SigningKey>();

/** @param signingKey a private ES256 key as JSON Web Key */
export function openTokenSigner(signingKey: string): TokenSigner {
  return {
    async sign(type, payload) {
      const { key, keyId } = await importOnce(signingKey);
      return new SignJWT(payload).setProtectedHeader({ alg: "ES256", typ: type, kid: keyId }).sign(key);
    },
  };
}

async function importOnce(signingKey: string): Promise<SigningKey> {
  const held = keys.get(signingKey);
  if (held) return held;
  // importJWK checks the shape itself.
  const jwk = JSON.parse(signingKey) as JWK;
  const imported = { key: await importJWK(jwk, "ES256"), keyId: jwk.kid ?? "" };
  keys.clear();
  keys.set(signingKey, imported);
  return imported;
}
