/** What a token may be asked for: scopes (the Web API's names) and the roles that an operator grants. */
import { z } from "zod";

/** Scopes of the Web API and of OpenID Connect, in the order in which a consent page tells of them. */
export const scopes = [
  "openid",
  "profile",
  "email",
  "user-read-private",
  "user-read-email",
  "streaming",
  "app-remote-control",
  "user-read-playback-state",
  "user-modify-playback-state",
  "user-read-currently-playing",
  "user-read-playback-position",
  "user-read-recently-played",
  "user-top-read",
  "user-library-read",
  "user-library-modify",
  "user-follow-read",
  "user-follow-modify",
  "playlist-read-private",
  "playlist-read-collaborative",
  "playlist-modify-private",
  "playlist-modify-public",
  "ugc-image-upload",
] as const;
export const scopeSchema = z.enum(scopes);
export type Scope = z.infer<typeof scopeSchema>;

/** Roles that an account may hold. Everybody with an account is a listener. */
export const roleSchema = z.enum(["listener", "artist", "label", "moderator", "admin"]);
export type Role = z.infer<typeof roleSchema>;

/** What an account holds once these are wished for, and what it has lost by that: everybody stays a listener. */
export function rolesAfter(held: readonly Role[], wished: readonly Role[]): { next: Role[]; taken: Role[]; changes: boolean } {
  const next = [...new Set<Role>(["listener", ...wished])];
  const taken = held.filter((role) => !next.includes(role));
  return { next, taken, changes: taken.length > 0 || next.length !== held.length };
}

/** Roles as tokens say them: a guest has no account, a client acts for itself (RFC 6749, section 4.4). */
export const tokenRoleSchema = z.enum(["guest", "client", ...roleSchema.options]);
export type TokenRole = z.infer<typeof tokenRoleSchema>;

/** RFC 6749, sections 4.1, 6 and 4.4; RFC 8628, section 3.4. */
export const grantTypeSchema = z.enum([
  "authorization_code",
  "refresh_token",
  "client_credentials",
  "urn:ietf:params:oauth:grant-type:device_code",
]);
export type GrantType = z.infer<typeof grantTypeSchema>;
export const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code" satisfies GrantType;

/** The player's own client id, in tokens of its listeners. */
export const playerClientId = "nearfield-player";

/**
 * Reads a space-separated scope (RFC 6749, section 3.3).
 * @returns the scopes in their own order, each once; undefined when one of them is not known
 */
export function parseScope(text: string): Scope[] | undefined {
  const asked = new Set(text.split(" ").filter((part) => part !== ""));
  const known = scopes.filter((scope) => asked.has(scope));
  return known.length === asked.size ? known : undefined;
}
