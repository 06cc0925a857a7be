/** Passkeys, each in its account's slice; the directory tells whose a credential is. */
import { and, asc, eq, lt } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { passkey, type PasskeyRow } from "../schema/accounts.ts";
import { hasAnotherWayIn, type Removal } from "./ways-in.ts";

/** Which passkey of which account. */
export type PasskeyKey = { id: string; accountId: string };

const at = ({ id, accountId }: PasskeyKey) => and(eq(passkey.id, id), eq(passkey.accountId, accountId));

export async function readPasskey(databases: SlicedDatabases, key: PasskeyKey): Promise<PasskeyRow | undefined> {
  const [row] = await databases.of(key.accountId).select().from(passkey).where(at(key));
  return row;
}

/** Oldest first. */
export async function listPasskeys(databases: SlicedDatabases, accountId: string): Promise<PasskeyRow[]> {
  return databases
    .of(accountId)
    .select()
    .from(passkey)
    .where(eq(passkey.accountId, accountId))
    .orderBy(asc(passkey.createdAt), asc(passkey.id));
}

/** Adds one that is not there yet. @returns whether it was added */
export async function insertPasskey(databases: SlicedDatabases, row: PasskeyRow): Promise<boolean> {
  const added = await databases.of(row.accountId).insert(passkey).values(row).onConflictDoNothing().returning({ id: passkey.id });
  return added.length > 0;
}

/**
 * Remembers that a passkey was used, and how often it says it was.
 * @returns false when it was used as often before: of two uses with one count, only the first is written
 */
export async function usePasskey(
  databases: SlicedDatabases,
  key: PasskeyKey,
  use: { signCount: number; backedUp: boolean; now: number },
): Promise<boolean> {
  const { signCount, backedUp, now } = use;
  const used = await databases
    .of(key.accountId)
    .update(passkey)
    .set({ signCount, backedUp, usedAt: now })
    .where(and(at(key), signCount === 0 ? eq(passkey.signCount, 0) : lt(passkey.signCount, signCount)))
    .returning({ id: passkey.id });
  return used.length > 0;
}

export async function renamePasskey(databases: SlicedDatabases, key: PasskeyKey, name: string): Promise<PasskeyRow | undefined> {
  const [row] = await databases.of(key.accountId).update(passkey).set({ name }).where(at(key)).returning();
  return row;
}

/** @param issuers of identities that are offered as a way in @returns with what was removed */
export async function deletePasskey(
  databases: SlicedDatabases,
  key: PasskeyKey,
  issuers: readonly string[],
): Promise<{ removal: Removal; row?: PasskeyRow }> {
  const database = databases.of(key.accountId);
  const [row] = await database
    .delete(passkey)
    .where(and(at(key), hasAnotherWayIn(database, key.accountId, issuers)))
    .returning();
  if (row) return { removal: "removed", row };
  return { removal: (await readPasskey(databases, key)) ? "last" : "absent" };
}
