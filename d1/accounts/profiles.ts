/** Accounts as other people see them. */
import type { AccountImage } from "../../domain/account.ts";
import { isIn } from "../catalog/read.ts";
import type { SlicedDatabases } from "../databases.ts";
import { account } from "../schema/accounts.ts";

type PublicAccount = { id: string; displayName: string; image: AccountImage | null };

/** One query a slice. Who has no account is left out. */
export async function readPublicAccounts(databases: SlicedDatabases, ids: readonly string[]): Promise<PublicAccount[]> {
  const perDatabase = await Promise.all(
    databases
      .group(ids)
      .map(({ database, ids: held }) =>
        database
          .select({ id: account.id, displayName: account.displayName, image: account.image })
          .from(account)
          .where(isIn(account.id, held)),
      ),
  );
  return perDatabase.flat();
}
