/** Checks access tokens without a database: pinned algorithm, type, issuer, audience and claims, against keys held locally. */
import { createMiddleware } from "hono/factory";
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { accessClaimsSchema, type AccessClaims } from "../contracts/guest.ts";
import { ClientError } from "../contracts/errors.ts";
import type { FrameEnv } from "./app.ts";

/** The `aud` of tokens for the Web API and playback grants. */
export const apiAudience = "nearfield-api";

const keySets = new Map<string, JWTVerifyGetKey>();

function keySetOf(jwks: string): JWTVerifyGetKey {
  const held = keySets.get(jwks);
  if (held) return held;
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- createLocalJWKSet checks the shape itself
  const keySet = createLocalJWKSet(JSON.parse(jwks) as JSONWebKeySet);
  keySets.clear();
  keySets.set(jwks, keySet);
  return keySet;
}

/**
 * @param jwks JSON Web Key Set (RFC 7517) as text: public keys only, several while one is rotated
 * @throws ClientError `token_expired` or `unauthorized`
 */
export async function verifyAccessToken(token: string, options: { jwks: string; issuer: string; now?: Date }): Promise<AccessClaims> {
  try {
    const { payload } = await jwtVerify(token, keySetOf(options.jwks), {
      algorithms: ["ES256"],
      typ: "at+jwt",
      issuer: options.issuer,
      audience: apiAudience,
      requiredClaims: ["exp", "iat", "sub", "sid", "jti"],
      maxTokenAge: 900,
      ...(options.now && { currentDate: options.now }),
    });
    return accessClaimsSchema.parse(payload);
  } catch (error) {
    const code = error instanceof errors.JWTExpired ? "token_expired" : "unauthorized";
    throw new ClientError(code, { headers: { "www-authenticate": `Bearer error="invalid_token"` } });
  }
}

/** Puts the caller's claims into the context, or answers 401. The token is read from the Authorization header only. */
export const authenticate = createMiddleware<FrameEnv<{ TOKEN_KEYS: string; ORIGIN: string }, { claims: AccessClaims }>>(
  async (context, next) => {
    const [, token] = /^Bearer +([\w.-]+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
    if (!token) throw new ClientError("unauthorized", { headers: { "www-authenticate": "Bearer" } });
    context.set("claims", await verifyAccessToken(token, { jwks: context.env.TOKEN_KEYS, issuer: context.env.ORIGIN }));
    await next();
  },
);
