/** What opens an account besides its password, in words for its holder. */
import type { Context } from "hono";
import { listIdentities } from "../../d1/accounts/identities.ts";
import { listPasskeys } from "../../d1/accounts/passkeys.ts";
import type { AccountsEnv } from "./env.ts";
import { displayNameOf } from "./identities.ts";
import { identityProvidersOf } from "./identity-providers.ts";
import { wayOf } from "./passkeys.ts";

export async function otherWaysIn(context: Context<AccountsEnv>, accountId: string): Promise<string[]> {
  const { accounts } = context.get("services");
  const [passkeys, identities] = await Promise.all([listPasskeys(accounts, accountId), listIdentities(accounts, accountId)]);
  const providers = identityProvidersOf(context.env);
  return [...passkeys.map(wayOf), ...identities.map(({ issuer }) => displayNameOf(issuer, providers))];
}
