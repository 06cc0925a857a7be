/** Who did what to an account. Entries are only ever added. */
import { desc, eq } from "drizzle-orm";
import { idInSlice, sliceOf } from "../../domain/ids.ts";
import type { SlicedDatabases } from "../databases.ts";
import { audit } from "../schema/accounts.ts";

export type AuditEntry = {
  accountId: string;
  /** An account's id, or `operator`, or `system`. */
  actor: string;
  /** Of the closed list in the room that writes it, e.g. `password_changed`. */
  action: string;
  detail?: Record<string, unknown>;
  /** Milliseconds since 1970. */
  at: number;
};

/** The statement, for a batch with what it tells of. */
export function auditStatement(databases: SlicedDatabases, { accountId, actor, action, detail, at }: AuditEntry) {
  const id = idInSlice(sliceOf(accountId) ?? 0, crypto.getRandomValues(new Uint8Array(16)));
  return databases
    .of(accountId)
    .insert(audit)
    .values({ id, accountId, actor, action, detail: detail ?? {}, at });
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
