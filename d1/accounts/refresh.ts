/** Sessions of apps, which are families of refresh tokens: begun once, rotated generation by generation. */
import { and, eq, isNull } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { account, consent, session, type AccountRow, type SessionRow } from "../schema/accounts.ts";
import { endSurplusStatement, isLive, type EndedSession } from "./sessions.ts";

/**
 * Begins the session that a code names. Of any number who redeem one code, one finds `begun`.
 * @param agreedIn the browser's session that it was agreed to in
 * @returns `stands`: whether that one still does; it, `account` and `consent` (its scope) as they are once the new one stands, so that
 * neither a withdrawal nor a session's end is ever overtaken; `ended`: sessions that there are too many of with it
 */
export async function beginFamily(
  databases: SlicedDatabases,
  row: SessionRow & { clientId: string },
  agreedIn: string,
): Promise<{ begun: boolean; stands: boolean; account: AccountRow | undefined; consent: string | undefined; ended: EndedSession[] }> {
  const database = databases.of(row.id);
  const [begun, agreed, accounts, consents, ended] = await database.batch([
    database.insert(session).values(row).onConflictDoNothing().returning({ id: session.id }),
    database
      .select({ id: session.id })
      .from(session)
      .where(and(eq(session.id, agreedIn), eq(session.accountId, row.accountId), isLive(row.createdAt))),
    database.select().from(account).where(eq(account.id, row.accountId)),
    database
      .select({ scope: consent.scope })
      .from(consent)
      .where(and(eq(consent.accountId, row.accountId), eq(consent.clientId, row.clientId))),
    endSurplusStatement(databases, row),
  ]);
  return { begun: begun.length > 0, stands: agreed.length > 0, account: accounts[0], consent: consents[0]?.scope, ended };
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
