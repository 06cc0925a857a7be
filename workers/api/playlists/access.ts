/** Who asks for a playlist, and whether their token covers it. Who may do what is the object's to say. */
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { valueOf, type PlaylistHead } from "../../../contracts/playlist-object.ts";
import { scopesToRead, scopeToModify } from "../../../domain/playlist/scopes.ts";
import { hasAnyScope, requireAnyScope } from "../../../frame/policy.ts";
import { playlistObject } from "./object.ts";

/** The account that asks; null for whoever has none, a guest or an app that acts for itself. */
export function accountOf(claims: AccessClaims): string | null {
  return claims.roles.some((role) => role !== "guest" && role !== "client") ? claims.sub : null;
}

/** @throws ClientError `login_required` */
export function requireAccount(claims: AccessClaims): string {
  const account = accountOf(claims);
  if (account === null) throw new ClientError("login_required");
  return account;
}

type Kind = Pick<PlaylistHead, "public" | "collaborative" | "role">;

/** @throws ClientError `insufficient_scope` */
export function requireReadScope(claims: AccessClaims, head: Kind): void {
  const scopes = scopesToRead(head);
  if (scopes) requireAnyScope(claims, scopes);
}

/** Of what tells of a playlist besides its items. @throws ClientError `not_found` or `insufficient_scope` */
export async function requireReadScopeOf(claims: AccessClaims, playlistId: string): Promise<void> {
  if (hasAnyScope(claims, ["playlist-read-private"]) && hasAnyScope(claims, ["playlist-read-collaborative"])) return;
  requireReadScope(claims, valueOf(await playlistObject(playlistId).head(accountOf(claims))));
}

/** @throws ClientError `insufficient_scope` */
export function requireModifyScope(claims: AccessClaims, isPublic: boolean): void {
  requireAnyScope(claims, [scopeToModify(isPublic)]);
}

/** Before a change: which scope it takes depends on the playlist. @throws ClientError `not_found` or `insufficient_scope` */
export async function requireModifyScopeOf(claims: AccessClaims, playlistId: string): Promise<void> {
  if (hasAnyScope(claims, ["playlist-modify-public"]) && hasAnyScope(claims, ["playlist-modify-private"])) return;
  const head = valueOf(await playlistObject(playlistId).head(accountOf(claims)));
  requireModifyScope(claims, head.public);
}

/** Before somebody comes in by a link: what they can't see yet is private. @throws ClientError `not_found` or `insufficient_scope` */
export async function requireScopeToJoin(claims: AccessClaims, playlistId: string, invitation: string): Promise<void> {
  if (hasAnyScope(claims, ["playlist-modify-public"]) && hasAnyScope(claims, ["playlist-modify-private"])) return;
  const playlist = playlistObject(playlistId);
  // Whoever has no good link is told nothing of it.
  valueOf(await playlist.offer(invitation));
  const head = await playlist.head(accountOf(claims));
  requireModifyScope(claims, head.ok && head.value.public);
}
