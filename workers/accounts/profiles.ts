/** Who people are, for the api's lists: names and pictures of anybody, and what a listener's own page shows besides. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { OwnProfile, Profile } from "../../contracts/profile.ts";
import { readAccount } from "../../d1/accounts/accounts.ts";
import { readPublicAccounts } from "../../d1/accounts/profiles.ts";
import { openDatabases, type SlicedDatabases } from "../../d1/databases.ts";
import { entitlementOf } from "../../domain/entitlement.ts";

export class Profiles extends WorkerEntrypoint<Env> {
  /** Who has no account is left out. */
  async of(ids: string[]): Promise<Profile[]> {
    const accounts = await readPublicAccounts(this.#accounts(), ids);
    return accounts.map(({ id, displayName, image }) => ({ id, display_name: displayName, image }));
  }

  async own(accountId: string): Promise<OwnProfile | undefined> {
    const account = await readAccount(this.#accounts(), accountId);
    if (!account) return undefined;
    const { id, displayName, image, email, market } = account;
    const { plan, explicit } = entitlementOf(account, { country: undefined, now: Date.now() });
    return { id, display_name: displayName, image, email, market, plan, explicit };
  }

  #accounts(): SlicedDatabases {
    return openDatabases(this.env, this.env.ACCOUNTS_SLICES);
  }
}
