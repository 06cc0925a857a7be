/** Sessions of apps, which are families of refresh tokens: begun once, rotated generation by generation. */
import { and, eq, isNull } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { account, consent, session, type AccountRow, type SessionRow } from "../schema/accounts.ts";

/**
 * Begins the session that a code names. Of any number who redeem one code, one finds `begun`.
 * @returns `account` and `consent` (its scope) as they are once the session stands, so that a withdrawal is never overtaken
 */
export async function beginFamily(
  databases: SlicedDatabases,
  row: SessionRow & { clientId: string },
): Promise<{ begun: boolean; account: AccountRow | undefined; consent: string | undefined }> {
  const database = databases.of(row.id);
  const [begun, accounts, consents] = await database.batch([
    database.insert(session).values(row).onConflictDoNothing().returning({ id: session.id }),
    database.select().from(account).where(eq(account.id, row.accountId)),
    database
      .select({ scope: consent.scope })
      .from(consent)
      .where(and(eq(consent.accountId, row.accountId), eq(consent.clientId, row.clientId))),
  ]);
  return { begun: begun.length > 0, account: accounts[0], consent: consents[0]?.scope };
}

/** Whether a session was ever begun, whatever became of it. */
export async function wasBegun(databases: SlicedDatabases, id: string): Promise<boolean> {
  const rows = await databases.of(id).select({ id: session.id }).from(session).where(eq(session.id, id));
  return rows.length > 0;
}

/** @returns whether the family was of that generation and is of the next one now: of any number at once, one finds true */
export async function rotateFamily(
  databases: SlicedDatabases,
  { id, generation }: { id: string; generation: number },
  { now, expiresAt }: { now: number; expiresAt: number },
): Promise<boolean> {
  const rotated = await databases
    .of(id)
    .update(session)
    .set({ generation: generation + 1, rotatedAt: now, seenAt: now, expiresAt })
    .where(and(eq(session.id, id), eq(session.generation, generation), isNull(session.endedAt)))
    .returning({ id: session.id });
  return rotated.length > 0;
}
