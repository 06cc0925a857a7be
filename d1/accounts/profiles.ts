/** Accounts as other people see them. */
import { inArray, sql } from "drizzle-orm";
import type { AccountImage } from "../../domain/account.ts";
import type { SlicedDatabases } from "../databases.ts";
import { account } from "../schema/accounts.ts";

type PublicAccount = { id: string; displayName: string; image: AccountImage | null };

/** One query a slice. Who has no account is left out. */
export async function readPublicAccounts(databases: SlicedDatabases, ids: readonly string[]): Promise<PublicAccount[]> {
  const perDatabase = await Promise.all(
    databases.group(ids).map(({ database, ids: held }) =>
      database
        .select({ id: account.id, displayName: account.displayName, image: account.image })
        .from(account)
        .where(inArray(account.id, sql`(SELECT value FROM json_each(${JSON.stringify(held)}))`)),
    ),
  );
  return perDatabase.flat();
}
