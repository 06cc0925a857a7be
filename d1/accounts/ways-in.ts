/** What an account can be entered by. The last of it can't be taken away. */
import { and, count, eq, exists, gt, inArray, isNotNull, or, sql, type SQL } from "drizzle-orm";
import type { Database } from "../databases.ts";
import { account, identity, passkey } from "../schema/accounts.ts";

/** `last`: it stays, since nothing else is left. */
export type Removal = "removed" | "absent" | "last";

/**
 * Holds where an account has more than one way in. In the statement that removes one, no two removals can both find another left.
 * @param issuers those that are offered: an identity of any other opens nothing
 */
export function hasAnotherWayIn(database: Database, accountId: string, issuers: readonly string[]): SQL | undefined {
  const one = { one: sql`1` };
  const passkeys = database.select({ count: count() }).from(passkey).where(eq(passkey.accountId, accountId));
  const identities = database
    .select({ count: count() })
    .from(identity)
    .where(and(eq(identity.accountId, accountId), inArray(identity.issuer, [...issuers])));
  return or(
    exists(
      database
        .select(one)
        .from(account)
        .where(and(eq(account.id, accountId), isNotNull(account.passwordHash))),
    ),
    gt(sql`${passkeys} + ${identities}`, 1),
  );
}
