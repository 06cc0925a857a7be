/** What caches still have to forget: each tag twice, since bytes that were being read at the first purge may be cached after it. */
import { and, eq, lte, sql } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { purge } from "../schema/catalog.ts";

/** How long bytes may be on their way from an object into a cache, in milliseconds. */
const fillMs = 25_000;

/** @param tag `recording:<id>` or `image:<id>`; kept with the lists, so that one query finds all that is due */
export async function notePurge(databases: SlicedDatabases, tag: string, now: number): Promise<void> {
  const values = { tag, dueAt: now, again: true };
  await databases.listing().insert(purge).values(values).onConflictDoUpdate({ target: purge.tag, set: values });
}

export type DuePurge = { tag: string; dueAt: number; again: boolean };

/** One query. */
export async function duePurges(databases: SlicedDatabases, now: number): Promise<DuePurge[]> {
  return databases.listing().select().from(purge).where(lte(purge.dueAt, now)).limit(5000);
}

/** After the first time a tag is due once more, after the second it is done. What was noted anew meanwhile stays. */
export async function settlePurges(databases: SlicedDatabases, purged: readonly DuePurge[], now: number): Promise<void> {
  const database = databases.listing();
  const those = sql`EXISTS (SELECT 1 FROM json_each(${JSON.stringify(purged)}) AS settled
    WHERE settled.value ->> 'tag' = ${purge.tag} AND settled.value ->> 'dueAt' = ${purge.dueAt})`;
  await database.batch([
    database.delete(purge).where(and(those, eq(purge.again, false))),
    database
      .update(purge)
      .set({ dueAt: now + fillMs, again: false })
      .where(and(those, eq(purge.again, true))),
  ]);
}
