import { importJWK, SignJWT, type CryptoKey, type JWK } from "jose";
import type { TokenResponse } from "../../contracts/guest.ts";
import { encodeId } from "../../domain/ids.ts";
import { apiAudience } from "../../frame/authenticate.ts";

/** Seconds that an access token is good for. */
export const accessTokenLifetime = 600;
const guestScope = "streaming";

type SigningKey = { key: CryptoKey | Uint8Array; keyId: string };

// Only settled keys are shared between requests: a shared promise would strand the others when the request that made it ends.
const keys = new Map<string, SigningKey>();

/** A guest's ES256 access token (RFC 9068). */
export async function issueGuestToken(input: { signingKey: string; issuer: string; market: string; now: Date }): Promise<TokenResponse> {
  const { key, keyId } = await importOnce(input.signingKey);
  const guest = encodeId(crypto.getRandomValues(new Uint8Array(16)));
  const issuedAt = Math.floor(input.now.getTime() / 1000);
  const token = await new SignJWT({ sid: guest, scope: guestScope, plan: "free", market: input.market, roles: ["guest"] })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: keyId })
    .setIssuer(input.issuer)
    .setAudience(apiAudience)
    .setSubject(`guest:${guest}`)
    .setJti(crypto.randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenLifetime)
    .sign(key);
  return { access_token: token, token_type: "Bearer", expires_in: accessTokenLifetime, scope: guestScope };
}

async function importOnce(signingKey: string): Promise<SigningKey> {
  const held = keys.get(signingKey);
  if (held) return held;
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- importJWK checks the shape itself
  const jwk = JSON.parse(signingKey) as JWK;
  const imported = { key: await importJWK(jwk, "ES256"), keyId: jwk.kid ?? "" };
  keys.clear();
  keys.set(signingKey, imported);
  return imported;
}
