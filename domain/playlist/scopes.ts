/** Which scopes let an app do what its listener may do with a playlist: one of those named suffices. */
import type { Scope } from "../access.ts";
import { belongs } from "./access.ts";
import type { Operation, PlaylistDetails, PlaylistRole } from "./schema.ts";

type Kind = Pick<PlaylistDetails, "public" | "collaborative"> & { role: PlaylistRole };

/** Scopes that have a say here. */
export const playlistScopes = [
  "playlist-read-private",
  "playlist-read-collaborative",
  "playlist-modify-private",
  "playlist-modify-public",
] as const satisfies readonly Scope[];
export type PlaylistScope = (typeof playlistScopes)[number];

/** What lets an app see a playlist that its listener may read. Public ones are open to everybody. */
export function scopesToRead({ public: isPublic, collaborative, role }: Kind): readonly PlaylistScope[] | undefined {
  if (isPublic) return undefined;
  return collaborative || role !== "owner" ? ["playlist-read-collaborative", "playlist-read-private"] : ["playlist-read-private"];
}

export function scopeToModify(isPublic: boolean): PlaylistScope {
  return isPublic ? "playlist-modify-public" : "playlist-modify-private";
}

/** What an edit takes: the scope for the playlist as it is, and for what it is to become. */
export function scopesToEdit(isPublic: boolean, operation: Operation): readonly PlaylistScope[] {
  const becomesPublic = operation.type === "describe" ? (operation.public ?? isPublic) : isPublic;
  return [scopeToModify(isPublic), scopeToModify(becomesPublic)];
}

/** Whether somebody sees through an app what is for those who belong: the past, the people, who is here. */
export function seesInside(role: PlaylistRole, scopes: readonly PlaylistScope[]): boolean {
  return belongs(role) && scopes.includes("playlist-read-collaborative");
}
