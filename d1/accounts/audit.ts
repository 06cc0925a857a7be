/** Who did what to an account. Entries are only ever added. */
import { desc, eq, type SQL } from "drizzle-orm";
import type { Role } from "../../domain/access.ts";
import type { AuditAction } from "../../domain/audit.ts";
import type { SlicedDatabases } from "../databases.ts";
import { account, audit } from "../schema/accounts.ts";
import { insertWhere } from "./insert-where.ts";
import { newIdBeside } from "./new-id.ts";

export type AuditEntry = {
  accountId: string;
  /** An account's id, or `operator`, or `system`. */
  actor: string;
  action: AuditAction;
  detail?: Record<string, unknown>;
  /** Milliseconds since 1970. */
  at: number;
};

/** @param actor an account's id, or `operator` */
export function rolesEntry(actor: string, from: readonly Role[], to: readonly Role[]): Omit<AuditEntry, "accountId" | "at"> {
  return { actor, action: "roles_changed", detail: { from, to } };
}

function rowOf({ accountId, actor, action, detail, at }: AuditEntry): typeof audit.$inferInsert {
  return { id: newIdBeside(accountId), accountId, actor, action, detail: detail ?? {}, at };
}

/** The statement, for a batch with what it tells of. */
export function auditStatement(databases: SlicedDatabases, entry: AuditEntry) {
  return databases.of(entry.accountId).insert(audit).values(rowOf(entry));
}

/** The same, where a condition on the account holds: in the batch that changes what it looks at, before it. */
export function auditStatementWhere(databases: SlicedDatabases, entry: AuditEntry, which: SQL | undefined) {
  return insertWhere(databases.of(entry.accountId), audit, rowOf(entry), { from: account, which });
}

export async function writeAudit(databases: SlicedDatabases, entry: AuditEntry): Promise<void> {
  await auditStatement(databases, entry);
}

/** Newest first. */
export async function listAudit(databases: SlicedDatabases, accountId: string, limit: number): Promise<(typeof audit.$inferSelect)[]> {
  return databases
    .of(accountId)
    .select()
    .from(audit)
    .where(eq(audit.accountId, accountId))
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(limit);
}
