/** Families, each in its owner's slice; what a member's own account has to be told of is marked until it was. */
import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import { paysForFamily } from "../../domain/family.ts";
import { familySize } from "../../domain/plans.ts";
import type { Database, SlicedDatabases } from "../databases.ts";
import { account, familyMember, type FamilyMemberRow } from "../schema/accounts.ts";

export type Membership = { ownerId: string; memberId: string };

const row = ({ ownerId, memberId }: Membership) => and(eq(familyMember.ownerId, ownerId), eq(familyMember.memberId, memberId));

/** Who is in a family besides its owner, in the order of their joining. */
export async function listFamily(databases: SlicedDatabases, ownerId: string): Promise<FamilyMemberRow[]> {
  return databases
    .of(ownerId)
    .select()
    .from(familyMember)
    .where(and(eq(familyMember.ownerId, ownerId), isNull(familyMember.leftAt)))
    .orderBy(asc(familyMember.joinedAt), asc(familyMember.memberId));
}

/** A member's row, also of one who left, and whether their family's owner pays for a family. */
export async function readMembership(
  databases: SlicedDatabases,
  which: Membership,
): Promise<{ member: FamilyMemberRow; isPaid: boolean } | undefined> {
  const [found] = await databases
    .of(which.ownerId)
    .select({ member: familyMember, owner: { plan: account.plan, familyOwnerId: account.familyOwnerId } })
    .from(familyMember)
    .innerJoin(account, eq(account.id, familyMember.ownerId))
    .where(row(which));
  return found && { member: found.member, isPaid: paysForFamily(found.owner) };
}

export type NewMember = { displayName: string; invitation: string; now: number };

/**
 * Takes a place in a family, where there is one: counted in the statement that takes it, so that two can't take the last. Whoever
 * left comes back by another invitation only.
 * @returns whether they are in it now
 */
export async function takePlace(databases: SlicedDatabases, which: Membership, member: NewMember): Promise<boolean> {
  const { ownerId, memberId } = which;
  const { displayName, invitation, now } = member;
  const places = familySize - 1;
  await databases.of(ownerId).run(sql`
    INSERT INTO family_member (owner_id, member_id, display_name, invitation, joined_at, left_at, revision, told)
    SELECT id, ${memberId}, ${displayName}, ${invitation}, ${now}, NULL, 1, 0 FROM account
    WHERE id = ${ownerId} AND plan = 'family' AND family_owner_id IS NULL
      AND (SELECT count(*) FROM family_member WHERE owner_id = ${ownerId} AND left_at IS NULL AND member_id != ${memberId}) < ${places}
      AND NOT EXISTS (SELECT 1 FROM family_member WHERE invitation = ${invitation})
    ON CONFLICT (owner_id, member_id) DO UPDATE
      SET left_at = NULL, joined_at = excluded.joined_at, display_name = excluded.display_name,
        invitation = excluded.invitation, revision = revision + 1
      WHERE left_at IS NOT NULL`);
  const found = await readMembership(databases, which);
  return found !== undefined && found.member.leftAt === null;
}

/** @returns whether they were in it */
export async function leavePlace(databases: SlicedDatabases, which: Membership, now: number): Promise<boolean> {
  const left = await databases
    .of(which.ownerId)
    .update(familyMember)
    .set({ leftAt: now, revision: sql`${familyMember.revision} + 1` })
    .where(and(row(which), isNull(familyMember.leftAt)))
    .returning({ memberId: familyMember.memberId });
  return left.length > 0;
}

/** @returns false when the row changed meanwhile: there is more to tell */
export async function markTold(databases: SlicedDatabases, which: Membership, revision: number): Promise<boolean> {
  const marked = await databases
    .of(which.ownerId)
    .update(familyMember)
    .set({ told: revision })
    .where(and(row(which), eq(familyMember.revision, revision)))
    .returning({ memberId: familyMember.memberId });
  return marked.length > 0;
}

/** @param ownerId one family; absent: any of the database */
export async function listUntold(database: Database, limit: number, ownerId?: string): Promise<Membership[]> {
  return database
    .select({ ownerId: familyMember.ownerId, memberId: familyMember.memberId })
    .from(familyMember)
    .where(and(lt(familyMember.told, familyMember.revision), ownerId === undefined ? undefined : eq(familyMember.ownerId, ownerId)))
    .limit(limit);
}
