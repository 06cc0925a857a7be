/** What listeners are entitled to: in their tokens for ten minutes, and asked for at once where it matters. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { CurrentEntitlement } from "../../contracts/entitlement.ts";
import { readEntitledAccount, writeWhereabouts } from "../../d1/accounts/entitlement.ts";
import { openDatabases, type SlicedDatabases } from "../../d1/databases.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { entitlementOf, whereaboutsOf, type Entitlement } from "../../domain/entitlement.ts";

/**
 * What an account is entitled to, for a token that is about to be issued; remembers where the listener is when that changed.
 * @param country as the PoP sees it (`countryOf`); undefined where nobody knows
 */
export async function entitle(
  { accounts, now }: { accounts: SlicedDatabases; now: number },
  account: AccountRow,
  country: string | undefined,
): Promise<Entitlement> {
  const whereabouts = whereaboutsOf(account, { country, now });
  if (whereabouts.abroadMarket !== account.abroadMarket || whereabouts.abroadSince !== account.abroadSince)
    await writeWhereabouts(accounts, account.id, whereabouts);
  return entitlementOf(account, { country, now });
}

/** For grants: what counts now, where a token only says what counted when it was issued. */
export class Entitlements extends WorkerEntrypoint<Env> {
  async of(accountId: string, sessionId: string): Promise<CurrentEntitlement> {
    const now = Date.now();
    const account = await readEntitledAccount(openDatabases(this.env, this.env.ACCOUNTS_SLICES), { accountId, sessionId }, now);
    return account ? { live: true, ...entitlementOf(account, { country: undefined, now }) } : { live: false };
  }
}
