/** The page to pay on that each account was led to last, in the account's slice. */
import { and, eq } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { checkout, type CheckoutRow } from "../schema/accounts.ts";

export async function readCheckout(databases: SlicedDatabases, accountId: string): Promise<CheckoutRow | undefined> {
  const [row] = await databases.of(accountId).select().from(checkout).where(eq(checkout.accountId, accountId));
  return row;
}

/** @param former the one that was seen, and closed @returns false when another was begun meanwhile */
export async function replaceCheckout(databases: SlicedDatabases, former: CheckoutRow | undefined, row: CheckoutRow): Promise<boolean> {
  const database = databases.of(row.accountId);
  const written = former
    ? database
        .update(checkout)
        .set(row)
        .where(and(eq(checkout.accountId, row.accountId), eq(checkout.id, former.id)))
        .returning()
    : database.insert(checkout).values(row).onConflictDoNothing().returning();
  return (await written).length > 0;
}
