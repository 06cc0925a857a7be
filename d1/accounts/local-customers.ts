/** Customers of the local billing provider, each in the slice of its id. */
import { and, eq } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { localCustomer } from "../schema/accounts.ts";

export type LocalCustomerRow = typeof localCustomer.$inferSelect;

export async function readLocalCustomer(databases: SlicedDatabases, id: string): Promise<LocalCustomerRow | undefined> {
  const [row] = await databases.of(id).select().from(localCustomer).where(eq(localCustomer.id, id));
  return row;
}

/** Adds one that is not there yet. */
export async function insertLocalCustomer(databases: SlicedDatabases, row: LocalCustomerRow): Promise<void> {
  await databases.of(row.id).insert(localCustomer).values(row).onConflictDoNothing();
}

/** Writes a customer's next state, where nobody else did meanwhile. */
export async function updateLocalCustomer(databases: SlicedDatabases, { id, revision, state }: LocalCustomerRow): Promise<void> {
  await databases
    .of(id)
    .update(localCustomer)
    .set({ revision, state })
    .where(and(eq(localCustomer.id, id), eq(localCustomer.revision, revision - 1)));
}
