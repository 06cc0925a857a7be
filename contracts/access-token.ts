/** Access tokens: ES256 JSON Web Tokens (RFC 9068 `at+jwt`) that every PoP checks without a database. */
import { z } from "zod";
import { tokenRoleSchema } from "../domain/access.ts";
import { marketSchema } from "../domain/catalogue.ts";
import { planSchema } from "../domain/ladder.ts";
import { explicitAccessSchema } from "../domain/playability.ts";

/** RFC 6749, section 5.1. */
export const tokenResponseSchema = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  /** Seconds. */
  expires_in: z.int().positive(),
  scope: z.string(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
});
export type TokenResponse = z.infer<typeof tokenResponseSchema>;

export const accessClaimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  /** An account's id; `guest:<id>` of a visitor; the client's id where it acts for itself. */
  sub: z.string().min(1),
  /** The session, which can be ended before the token expires. */
  sid: z.string().min(1),
  client_id: z.string().min(1),
  exp: z.int(),
  iat: z.int(),
  jti: z.string().min(1),
  scope: z.string(),
  plan: planSchema,
  market: marketSchema,
  explicit: explicitAccessSchema,
  roles: z.array(tokenRoleSchema),
});
export type AccessClaims = z.infer<typeof accessClaimsSchema>;
