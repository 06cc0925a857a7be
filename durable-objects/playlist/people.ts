/** Who belongs to a playlist: members, and the links by which they come in. */
import { ClientError } from "../../contracts/errors.ts";
import type { CreateInvitation, Invitation, InvitationOffer, PlaylistMember } from "../../contracts/playlist-object.ts";
import { playlistLimits } from "../../domain/playlist/limits.ts";
import type { MemberRole, PlaylistRole } from "../../domain/playlist/schema.ts";
import type { Book } from "./book.ts";
import type { InvitationRow } from "./people-store.ts";
import { requireBelonging } from "./reading.ts";

/** @throws ClientError `not_found` or `forbidden` */
function requireOwner(book: Book, viewer: string | null): void {
  if (book.requireRole(viewer) !== "owner") throw new ClientError("forbidden");
}

export function membersFor(book: Book, viewer: string | null): PlaylistMember[] {
  requireBelonging(book, viewer);
  const { owner, createdAt } = book.record;
  const members = book.people.members().flatMap(({ role, ...member }) => (role === "barred" ? [] : [{ ...member, role }]));
  return [{ account_id: owner, role: "owner", since: createdAt }, ...members];
}

/** @throws ClientError `not_found` for whoever is no member and never was */
export function changeMember(book: Book, viewer: string | null, accountId: string, role: MemberRole, now: number): PlaylistMember {
  requireOwner(book, viewer);
  const member = book.people.members().find((candidate) => candidate.account_id === accountId);
  if (!member) throw new ClientError("not_found", { field: "user_id", message: "Nobody like that is a member." });
  if (member.role === "barred") requireRoom(book);
  if (member.role !== role) {
    book.changePeople((people, version) => {
      people.putMember({ account_id: accountId, role, since: now });
      people.note(accountId, "member", version);
    });
  }
  return { ...member, role };
}

/** The owner bars whom they remove; whoever leaves may come again. */
export function removeMember(book: Book, viewer: string | null, accountId: string, now: number): void {
  const role = requireBelonging(book, viewer);
  const { members, barred } = book.membership;
  if (role === "owner" && accountId !== viewer && !barred.has(accountId)) {
    if (!members.has(accountId) && barred.size >= playlistLimits.barred) {
      throw new ClientError("unprocessable", { field: "user_id", message: `At most ${playlistLimits.barred} people can be kept out.` });
    }
    book.changePeople((people, version) => {
      people.putMember({ account_id: accountId, role: "barred", since: now });
      people.note(accountId, "gone", version);
    });
  } else if (role !== "owner" && accountId === viewer && members.has(accountId)) {
    book.changePeople((people, version) => {
      people.deleteMember(accountId);
      people.note(accountId, "gone", version);
    });
  } else if (accountId !== viewer && role !== "owner") throw new ClientError("forbidden");
}

export function invitationsFor(book: Book, viewer: string | null, now: number): Invitation[] {
  requireOwner(book, viewer);
  return book.people.invitations(now).map(shown);
}

function shown({ id, role, created_at, expires_at, uses }: InvitationRow): Invitation {
  return { id, role, created_at, expires_at, uses };
}

/** @param made the link's id, and the hash of its secret */
export function invite(
  book: Book,
  viewer: string | null,
  { role, lifetime }: CreateInvitation,
  made: { id: string; secretHash: string; now: number },
): Invitation {
  requireOwner(book, viewer);
  const { id, secretHash, now } = made;
  if (book.people.invitations(now).length >= playlistLimits.invitations) {
    throw new ClientError("unprocessable", { message: `A playlist has at most ${playlistLimits.invitations} links at a time.` });
  }
  const row = { id, secret_hash: secretHash, role, created_at: now, expires_at: now + lifetime, uses: 0 };
  book.store.transaction(() => book.people.addInvitation(row));
  return shown(row);
}

export function endInvitation(book: Book, viewer: string | null, invitationId: string): void {
  requireOwner(book, viewer);
  book.people.deleteInvitation(invitationId);
}

export function offerOf(book: Book, secretHash: string, now: number): InvitationOffer {
  const { role } = findInvitation(book, secretHash, now);
  const { details, items } = book.playlist;
  return { name: details.name, owner: book.record.owner, role, total: items.size };
}

/** @throws ClientError `not_found` when the link is not good, or not for them */
export function join(book: Book, viewer: string, secretHash: string, now: number): PlaylistRole {
  const { id, role } = findInvitation(book, secretHash, now);
  const { members, barred } = book.membership;
  if (barred.has(viewer)) throw new ClientError("not_found");
  const held = viewer === book.record.owner ? "owner" : members.get(viewer);
  if (held === undefined || (held === "viewer" && role === "editor")) {
    if (held === undefined) requireRoom(book);
    book.changePeople((people, version) => {
      people.putMember({ account_id: viewer, role, since: now });
      people.countUse(id);
      people.note(viewer, "member", version);
    });
  } else if (held !== "owner") {
    // Who comes again wants it in their library, whatever that was told before.
    book.changePeople((people, version) => people.note(viewer, "member", version));
  }
  return book.requireRole(viewer);
}

function findInvitation(book: Book, secretHash: string, now: number): InvitationRow {
  const invitation = book.record.ended ? undefined : book.people.invitations(now).find((candidate) => candidate.secret_hash === secretHash);
  if (!invitation) throw new ClientError("not_found");
  return invitation;
}

function requireRoom(book: Book): void {
  if (book.membership.members.size >= playlistLimits.members) {
    throw new ClientError("unprocessable", { message: `A playlist has at most ${playlistLimits.members} members.` });
  }
}
