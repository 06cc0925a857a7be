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

/** Roles as tokens say them: a guest has no account, a client acts for itself (RFC 6749, section 4.4). */
export const tokenRoleSchema = z.enum(["guest", "client", ...roleSchema.options]);
export type TokenRole = z.infer<typeof tokenRoleSchema>;

/**
 * Reads a space-separated scope (RFC 6749, section 3.3).
 * @returns the scopes in their own order, each once; undefined when one of them is not known
 */
export function parseScope(text: string): Scope[] | undefined {
  const asked = new Set(text.split(" ").filter((part) => part !== ""));
  const known = scopes.filter((scope) => asked.has(scope));
  return known.length === asked.size ? known : undefined;
}
