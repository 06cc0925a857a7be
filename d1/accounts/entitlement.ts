/** What an account's entitlement follows from, read and written in its slice. */
import { and, eq, gt, isNull } from "drizzle-orm";
import type { Whereabouts } from "../../domain/entitlement.ts";
import type { SlicedDatabases } from "../databases.ts";
import { account, session, type AccountRow } from "../schema/accounts.ts";

/** Remembers where a listener was seen. */
export async function writeWhereabouts(databases: SlicedDatabases, accountId: string, whereabouts: Whereabouts): Promise<void> {
  await databases.of(accountId).update(account).set(whereabouts).where(eq(account.id, accountId));
}

/** The account of a session; undefined when the session is not the account's, or does not stand. */
export async function readEntitledAccount(
  databases: SlicedDatabases,
  { accountId, sessionId }: { accountId: string; sessionId: string },
  now: number,
): Promise<AccountRow | undefined> {
  const [row] = await databases
    .of(accountId)
    .select({ account })
    .from(session)
    .innerJoin(account, eq(account.id, session.accountId))
    .where(and(eq(session.id, sessionId), eq(session.accountId, accountId), isNull(session.endedAt), gt(session.expiresAt, now)));
  return row?.account;
}
