/** Identities of other issuers, each in its account's slice; the directory tells whose a subject is. */
import { and, asc, eq } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { identity, type IdentityRow } from "../schema/accounts.ts";
import { hasAnotherWayIn, type Removal } from "./ways-in.ts";

/** Oldest first. */
export async function listIdentities(databases: SlicedDatabases, accountId: string): Promise<IdentityRow[]> {
  return databases
    .of(accountId)
    .select()
    .from(identity)
    .where(eq(identity.accountId, accountId))
    .orderBy(asc(identity.createdAt), asc(identity.issuer));
}

/** The identity that an account has of an issuer. */
export async function readIdentity(databases: SlicedDatabases, accountId: string, issuer: string): Promise<IdentityRow | undefined> {
  const [row] = await databases
    .of(accountId)
    .select()
    .from(identity)
    .where(and(eq(identity.accountId, accountId), eq(identity.issuer, issuer)));
  return row;
}

/** Adds one where the account has none of that issuer yet. @returns whether it was added */
export async function insertIdentity(databases: SlicedDatabases, row: IdentityRow): Promise<boolean> {
  const added = await databases.of(row.accountId).insert(identity).values(row).onConflictDoNothing().returning({ issuer: identity.issuer });
  return added.length > 0;
}

/** @param issuers those that are offered as a way in @returns with the subject of what was removed */
export async function deleteIdentity(
  databases: SlicedDatabases,
  which: { accountId: string; issuer: string },
  issuers: readonly string[],
): Promise<{ removal: Removal; subject?: string }> {
  const { accountId, issuer } = which;
  const database = databases.of(accountId);
  // What is offered no more opens nothing, and can go.
  const mayGo = issuers.includes(issuer) ? hasAnotherWayIn(database, accountId, issuers) : undefined;
  const [removed] = await database
    .delete(identity)
    .where(and(eq(identity.accountId, accountId), eq(identity.issuer, issuer), mayGo))
    .returning({ subject: identity.subject });
  if (removed) return { removal: "removed", subject: removed.subject };
  return { removal: (await readIdentity(databases, accountId, issuer)) ? "last" : "absent" };
}
