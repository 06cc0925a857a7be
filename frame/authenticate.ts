/** Checks access tokens without a database: pinned algorithm, type, issuer, audience and claims, against keys held locally. */
import type { Context } from "hono";
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { accessClaimsSchema, type AccessClaims } from "../contracts/access-token.ts";
import { ClientError } from "../contracts/errors.ts";
import { readCookie, requireSameOrigin } from "./cookies.ts";
import { originsOf, type OriginBindings } from "./origin.ts";

/** The `aud` of tokens for the Web API and playback grants. */
export const apiAudience = "nearfield-api";

export type TokenBindings = OriginBindings & {
  /** JSON Web Key Set (RFC 7517) as text: public keys only, several while one is rotated. */
  TOKEN_KEYS: string;
};

type Site = { Bindings: TokenBindings };

const keySets = new Map<string, JWTVerifyGetKey>();

function keySetOf(jwks: string): JWTVerifyGetKey {
  const held = keySets.get(jwks);
  if (held) return held;
  // createLocalJWKSet checks the shape itself.
  const keySet = createLocalJWKSet(JSON.parse(jwks) as JSONWebKeySet);
  keySets.clear();
  keySets.set(jwks, keySet);
  return keySet;
}

/** @throws ClientError `token_expired` or `unauthorized` */
export async function verifyAccessToken(token: string, options: { jwks: string; issuers: string[]; now?: Date }): Promise<AccessClaims> {
  try {
    const { payload } = await jwtVerify(token, keySetOf(options.jwks), {
      algorithms: ["ES256"],
      typ: "at+jwt",
      issuer: options.issuers,
      audience: apiAudience,
      requiredClaims: ["exp", "iat", "sub", "sid", "jti", "client_id"],
      maxTokenAge: 900,
      ...(options.now && { currentDate: options.now }),
    });
    return accessClaimsSchema.parse(payload);
  } catch (error) {
    const code = error instanceof errors.JWTExpired ? "token_expired" : "unauthorized";
    throw new ClientError(code, { headers: { "www-authenticate": `Bearer error="invalid_token"` } });
  }
}

/**
 * The claims of whoever asks: from the Authorization header, or, of the site's own pages, from their cookie.
 * @throws ClientError `unauthorized`, `token_expired` or `cross_site`
 */
export async function readClaims<Environment extends Site>(context: Context<Environment>, now?: Date): Promise<AccessClaims> {
  return verifyAccessToken(readToken(context), {
    jwks: context.env.TOKEN_KEYS,
    issuers: originsOf(context.env),
    ...(now && { now }),
  });
}

function readToken<Environment extends Site>(context: Context<Environment>): string {
  const header = context.req.header("authorization");
  if (header !== undefined) {
    const [, token] = /^Bearer +([\w.-]+)$/i.exec(header) ?? [];
    if (token) return token;
    throw new ClientError("unauthorized", { headers: { "www-authenticate": "Bearer" } });
  }
  const cookie = readCookie(context, "access");
  if (!cookie) throw new ClientError("unauthorized", { headers: { "www-authenticate": "Bearer" } });
  requireSameOrigin(context);
  return cookie;
}
