/** Sessions: logins of browsers and of apps, each in its account's slice, found by its own id. */
import { and, desc, eq, gt, gte, inArray, isNull, lt, ne, or } from "drizzle-orm";
import type { SessionEndReason } from "../../domain/account.ts";
import type { Database, SlicedDatabases } from "../databases.ts";
import { account, session, type AccountRow, type SessionRow } from "../schema/accounts.ts";

/** Of sessions that stand. */
export const isLive = (now: number) => and(isNull(session.endedAt), gt(session.expiresAt, now));

/** Logins of an account that stand at once: of its browsers, and of each app. */
export const sessionLimit = 50;

/** A session that ended, with what says whether tokens of it may be about. */
export type EndedSession = Pick<SessionRow, "id" | "accountId" | "clientId" | "seenAt">;
export const endedColumns = { id: session.id, accountId: session.accountId, clientId: session.clientId, seenAt: session.seenAt };

/** @returns sessions that ended since there are too many with this one, and whose it is, as they are once it stands */
export async function insertSession(
  databases: SlicedDatabases,
  row: SessionRow,
): Promise<{ ended: EndedSession[]; account: AccountRow | undefined }> {
  const database = databases.of(row.id);
  const [, ended, accounts] = await database.batch([
    database.insert(session).values(row),
    endSurplusStatement(databases, row),
    database.select().from(account).where(eq(account.id, row.accountId)),
  ]);
  return { ended, account: accounts[0] };
}

/** Ends those that were not used for longest, where there are too many with a new one: for the batch that makes it. */
export function endSurplusStatement(databases: SlicedDatabases, row: SessionRow) {
  const database = databases.of(row.id);
  const beside = and(
    eq(session.accountId, row.accountId),
    row.clientId === null ? isNull(session.clientId) : eq(session.clientId, row.clientId),
    ne(session.id, row.id),
    isLive(row.createdAt),
  );
  // As many as there can be: SQLite knows no OFFSET without a LIMIT.
  const surplus = database
    .select({ id: session.id })
    .from(session)
    .where(beside)
    .orderBy(desc(session.seenAt), desc(session.id))
    .limit(Number.MAX_SAFE_INTEGER)
    .offset(sessionLimit - 1);
  return database
    .update(session)
    .set({ endedAt: row.createdAt, endReason: "too_many" })
    .where(inArray(session.id, surplus))
    .returning(endedColumns);
}

/** A session that stands, and whose it is. */
export type OpenSession = { session: SessionRow; account: AccountRow };

export async function readSession(databases: SlicedDatabases, id: string, now: number): Promise<OpenSession | undefined> {
  const [row] = await databases
    .of(id)
    .select()
    .from(session)
    .innerJoin(account, eq(account.id, session.accountId))
    .where(and(eq(session.id, id), isLive(now)));
  return row;
}

/** Remembers that a session was used; its end moves with it. */
export async function touchSession(databases: SlicedDatabases, id: string, seen: { now: number; expiresAt: number }): Promise<void> {
  await databases.of(id).update(session).set({ seenAt: seen.now, expiresAt: seen.expiresAt }).where(eq(session.id, id));
}

export async function listSessions(databases: SlicedDatabases, accountId: string, now: number): Promise<SessionRow[]> {
  return databases
    .of(accountId)
    .select()
    .from(session)
    .where(and(eq(session.accountId, accountId), isLive(now)))
    .orderBy(desc(session.createdAt), desc(session.id));
}

/** What of an account's sessions to end. */
export type SessionsToEnd = { accountId: string; id?: string; except?: string; clientId?: string };

/** @returns the sessions that ended by this */
export async function endSessions(
  databases: SlicedDatabases,
  which: SessionsToEnd,
  reason: SessionEndReason,
  now: number,
): Promise<EndedSession[]> {
  return endStatement(databases, which, reason, now);
}

/** Ends sessions: for a batch with what they end because of. */
export function endStatement(databases: SlicedDatabases, which: SessionsToEnd, reason: SessionEndReason, now: number) {
  return databases
    .of(which.accountId)
    .update(session)
    .set({ endedAt: now, endReason: reason })
    .where(
      and(
        eq(session.accountId, which.accountId),
        isNull(session.endedAt),
        which.id === undefined ? undefined : eq(session.id, which.id),
        which.except === undefined ? undefined : ne(session.id, which.except),
        which.clientId === undefined ? undefined : eq(session.clientId, which.clientId),
      ),
    )
    .returning(endedColumns);
}

/** Removes those of a range of ids that ended before a moment, or would have. */
export async function dropSessions(database: Database, ids: { from: string; until: string | undefined }, before: number): Promise<void> {
  await database
    .delete(session)
    .where(
      and(
        gte(session.id, ids.from),
        ids.until === undefined ? undefined : lt(session.id, ids.until),
        or(lt(session.expiresAt, before), lt(session.endedAt, before)),
      ),
    );
}
