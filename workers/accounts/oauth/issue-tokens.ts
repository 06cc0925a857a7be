/** What an app of a listener's gets: an access token, the refresh token of its generation, and who it is where it asked. */
import type { Context } from "hono";
import type { TokenResponse } from "../../../contracts/access-token.ts";
import type { AccountRow, OAuthClientRow, SessionRow } from "../../../d1/schema/accounts.ts";
import { readScope } from "../../../domain/oauth/scope.ts";
import { bearerResponse, listenerSubject } from "../access-token.ts";
import { entitle } from "../entitlements.ts";
import type { AccountsEnv } from "../env.ts";
import { countryOfRequest } from "../market.ts";
import { issueIdToken } from "./id-token.ts";
import { sealRefreshToken } from "./refresh-token.ts";

/** @param input.session as it is now; with a narrower scope where the app asked for less than it was granted */
export async function issueTokens(
  context: Context<AccountsEnv>,
  input: { client: OAuthClientRow; account: AccountRow; session: SessionRow; nonce?: string | null },
): Promise<TokenResponse> {
  const { accounts, signer, seal, origin, now } = context.get("services");
  const { client, account, session, nonce } = input;
  const entitlement = await entitle({ accounts, now }, account, countryOfRequest(context));
  const bearer = await bearerResponse({ signer, origin, now }, listenerSubject(account, session, entitlement));
  const scope = readScope(session.scope);
  return {
    ...bearer,
    ...(client.grantTypes.includes("refresh_token") && { refresh_token: await sealRefreshToken(seal, session) }),
    ...(scope.includes("openid") && {
      id_token: await issueIdToken(
        { signer, origin, now },
        { account, session, clientId: client.id, scope, accessToken: bearer.access_token, ...(nonce && { nonce }) },
      ),
    }),
  };
}
