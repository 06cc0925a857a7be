/** What listeners allowed which app, in the listener's slice. */
import { and, desc, eq } from "drizzle-orm";
import type { Scope } from "../../domain/access.ts";
import { readScope, unite, writeScope } from "../../domain/oauth/scope.ts";
import type { SlicedDatabases } from "../databases.ts";
import { consent, type ConsentRow } from "../schema/accounts.ts";

/** Whose consent to which app. */
export type ConsentKey = { accountId: string; clientId: string };

const at = ({ accountId, clientId }: ConsentKey) => and(eq(consent.accountId, accountId), eq(consent.clientId, clientId));

/** @returns what was allowed; undefined when nothing ever was, not even to know who the listener is */
export async function readConsent(databases: SlicedDatabases, key: ConsentKey): Promise<Scope[] | undefined> {
  const [row] = await databases.of(key.accountId).select().from(consent).where(at(key));
  return row && readScope(row.scope);
}

/** Newest first. */
export async function listConsents(databases: SlicedDatabases, accountId: string): Promise<ConsentRow[]> {
  return databases.of(accountId).select().from(consent).where(eq(consent.accountId, accountId)).orderBy(desc(consent.grantedAt));
}

/** Adds to what was allowed before. */
export async function addConsent(databases: SlicedDatabases, key: ConsentKey, scope: readonly Scope[], now: number): Promise<void> {
  const database = databases.of(key.accountId);
  const [held] = await database.select().from(consent).where(at(key));
  const row = { ...key, scope: writeScope(unite(readScope(held?.scope ?? ""), scope)), grantedAt: now };
  const written = await (held
    ? database
        .update(consent)
        .set(row)
        .where(and(at(key), eq(consent.scope, held.scope)))
        .returning()
    : database.insert(consent).values(row).onConflictDoNothing().returning());
  // Somebody else added to it meanwhile, or withdrew it.
  if (written.length === 0) await addConsent(databases, key, scope, now);
}

/** @returns whether there was one */
export async function deleteConsent(databases: SlicedDatabases, key: ConsentKey): Promise<boolean> {
  const deleted = await databases.of(key.accountId).delete(consent).where(at(key)).returning({ clientId: consent.clientId });
  return deleted.length > 0;
}
