/** `POST /v1/guest`: an OAuth 2.0 token response (RFC 6749, section 5.1) for a visitor without an account. */
import { z } from "zod";
import { marketSchema } from "../domain/catalogue.ts";
import { planSchema } from "../domain/ladder.ts";

/** `market` is honoured only where the operator lets visitors choose (one machine); elsewhere the PoP's own finding counts. */
export const guestRequestSchema = z.object({ market: marketSchema.optional() });

export const tokenResponseSchema = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  /** Seconds. */
  expires_in: z.int().positive(),
  scope: z.string(),
});
export type TokenResponse = z.infer<typeof tokenResponseSchema>;

/** What the operator lets guests hear. */
export const guestPlaybackSchema = z.enum(["full", "preview", "none"]);

/** Claims of an access token (RFC 9068 `at+jwt`). */
export const accessClaimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().min(1),
  sid: z.string().min(1),
  exp: z.int(),
  iat: z.int(),
  jti: z.string().min(1),
  scope: z.string(),
  plan: planSchema,
  market: marketSchema,
  roles: z.array(z.enum(["guest", "listener", "artist", "label", "moderator", "admin"])),
});
export type AccessClaims = z.infer<typeof accessClaimsSchema>;
