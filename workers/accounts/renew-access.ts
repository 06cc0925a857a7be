/** The access cookie of the player's pages: of whoever is logged in, or of a guest. */
import type { Context } from "hono";
import type { SessionResponse } from "../../contracts/accounts/session.ts";
import type { OpenSession } from "../../d1/accounts/sessions.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { writeCookie } from "../../frame/cookies.ts";
import { accessTokenLifetime, guestSubject, issueAccessToken, listenerSubject } from "./access-token.ts";
import { imageOf } from "./account-image.ts";
import { entitle } from "./entitlements.ts";
import type { AccountsEnv } from "./env.ts";
import { countryOfRequest, marketOfVisitor } from "./market.ts";

/** Sets the access cookie and says who it is of. */
export async function renewAccess(
  context: Context<AccountsEnv>,
  found: OpenSession | undefined,
  wishedMarket?: string,
): Promise<SessionResponse> {
  const { accounts, signer, origin, now } = context.get("services");
  const subject = found
    ? listenerSubject(found.account, found.session, await entitle({ accounts, now }, found.account, countryOfRequest(context)))
    : guestSubject(marketOfVisitor(context, wishedMarket));
  writeCookie(context, "access", await issueAccessToken({ signer, origin, now }, subject), accessTokenLifetime);
  return {
    listener: found ? describeListener(found.account, origin) : null,
    plan: subject.plan,
    market: subject.market,
    expires_in: accessTokenLifetime,
  };
}

function describeListener(account: AccountRow, origin: string): NonNullable<SessionResponse["listener"]> {
  return {
    id: account.id,
    email: account.email,
    display_name: account.displayName,
    image: imageOf(account, origin),
    roles: account.roles,
    account_plan: account.plan,
    locale: account.locale,
    settings: account.settings,
  };
}
