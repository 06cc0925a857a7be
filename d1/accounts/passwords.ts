/** An account's password, and what ends with the one before. */
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { TicketKind } from "../../domain/account.ts";
import type { SlicedDatabases } from "../databases.ts";
import { account, ticket, type AccountRow } from "../schema/accounts.ts";
import type { ChangeNotes } from "./accounts.ts";
import { auditStatement } from "./audit.ts";
import { mailStatement } from "./mail.ts";
import { endStatement, type EndedSession } from "./sessions.ts";

/** `keep`: the session that stays, where it is changed in one; `voids`: kinds of tickets that are worthless then. */
export type PasswordChange = { accountId: string; passwordHash: string; keep?: string; voids: TicketKind[] };

/**
 * Sets it, and ends every other session and the tickets, at once: there is no moment at which the new one holds and what came by the
 * old one stands.
 */
export async function changePassword(
  databases: SlicedDatabases,
  { accountId, passwordHash, keep, voids }: PasswordChange,
  { now, entry, mail }: Required<ChangeNotes>,
): Promise<{ account: AccountRow | undefined; ended: EndedSession[] }> {
  const database = databases.of(accountId);
  const which = { accountId, ...(keep !== undefined && { except: keep }) };
  const [accounts, ended] = await database.batch([
    database.update(account).set({ passwordHash, passwordChangedAt: now, updatedAt: now }).where(eq(account.id, accountId)).returning(),
    endStatement(databases, which, "password_changed", now),
    database
      .update(ticket)
      .set({ usedAt: now })
      .where(and(eq(ticket.accountId, accountId), inArray(ticket.kind, voids), isNull(ticket.usedAt))),
    auditStatement(databases, { ...entry, accountId, at: now }),
    mailStatement(databases, mail),
  ]);
  return { account: accounts[0], ended };
}
