/** What the OAuth server says on the wire, in the words of its RFCs. Its tokens: contracts/access-token.ts. */
import { z } from "zod";

/** RFC 6749, sections 4.1.2.1 and 5.2; RFC 8628, section 3.5; OpenID Connect Core, section 3.1.2.6. */
export const oauthErrorSchema = z.enum([
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "unsupported_response_type",
  "invalid_scope",
  "access_denied",
  "server_error",
  "temporarily_unavailable",
  "authorization_pending",
  "slow_down",
  "expired_token",
  "login_required",
  "consent_required",
  "request_not_supported",
  "request_uri_not_supported",
  "registration_not_supported",
]);
export type OAuthErrorCode = z.infer<typeof oauthErrorSchema>;

export const oauthErrorBodySchema = z.object({ error: oauthErrorSchema, error_description: z.string() });
export type OAuthErrorBody = z.infer<typeof oauthErrorBodySchema>;

/** `POST /api/device_authorization` (RFC 8628, section 3.2). */
export const deviceAuthorizationResponseSchema = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  /** Seconds. */
  expires_in: z.int().positive(),
  interval: z.int().positive(),
});
export type DeviceAuthorizationResponse = z.infer<typeof deviceAuthorizationResponseSchema>;

/** `POST /api/introspect` (RFC 7662, section 2.2). */
export const introspectionResponseSchema = z.discriminatedUnion("active", [
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    token_type: z.literal("Bearer").optional(),
    client_id: z.string(),
    scope: z.string(),
    sub: z.string(),
    iss: z.string(),
    exp: z.int(),
    iat: z.int(),
    aud: z.string().optional(),
    jti: z.string().optional(),
  }),
]);
export type IntrospectionResponse = z.infer<typeof introspectionResponseSchema>;

/** What `GET /oauth/userinfo` and an id_token say of a listener, by scope (OpenID Connect Core, section 5.4). */
export const userClaimsSchema = z.object({
  sub: z.string(),
  name: z.string().optional(),
  picture: z.string().optional(),
  locale: z.string().optional(),
  /** Seconds since 1970. */
  updated_at: z.int().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
});
export type UserClaims = z.infer<typeof userClaimsSchema>;
