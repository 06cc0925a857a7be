/** Who may do what with a playlist. */
import type { MemberRole, Operation, PlaylistRole } from "./schema.ts";

export type PlaylistAccess = {
  owner: string;
  public: boolean;
  collaborative: boolean;
  members: ReadonlyMap<string, MemberRole>;
  /** Whom the owner removed: no link lets them in again, and no address. */
  barred: ReadonlySet<string>;
};

/** @param viewer an account's id; null for whoever has none @returns undefined when they may not even know of it */
export function roleOf(access: PlaylistAccess, viewer: string | null): PlaylistRole | undefined {
  const everybodys = access.public ? "reader" : undefined;
  if (viewer === null) return everybodys;
  if (viewer === access.owner) return "owner";
  if (access.barred.has(viewer)) return everybodys;
  const member = access.members.get(viewer);
  return access.collaborative ? "editor" : (member ?? everybodys);
}

export function mayEdit(role: PlaylistRole): boolean {
  return role === "owner" || role === "editor";
}

/** Items are everybody's who edits; what the playlist is called and who may see it is the owner's to say. */
export function mayPerform(role: PlaylistRole, operation: Pick<Operation, "type">): boolean {
  return operation.type === "describe" ? role === "owner" : mayEdit(role);
}

/** Whether they belong to it, and so may see its history, its members and who is here. */
export function belongs(role: PlaylistRole): boolean {
  return role !== "reader";
}
