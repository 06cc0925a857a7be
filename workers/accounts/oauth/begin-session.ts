/** The session that an authorization becomes when its app comes for it: once. */
import type { Context } from "hono";
import { beginFamily } from "../../../d1/accounts/refresh.ts";
import type { AccountRow, SessionRow } from "../../../d1/schema/accounts.ts";
import type { AuthenticationMethod } from "../../../domain/account.ts";
import { covers, readScope } from "../../../domain/oauth/scope.ts";
import type { AccountsEnv } from "../env.ts";
import { newSession } from "../session-row.ts";
import { endFamily } from "./end-family.ts";
import { OAuthError } from "./errors.ts";

/** What a listener agreed to, kept with a code until it is redeemed. Times in milliseconds since 1970. */
export type Authorization = {
  sessionId: string;
  /** The browser's session that the listener agreed in: what is ended takes along what nobody came for yet. */
  agreedIn: string;
  accountId: string;
  clientId: string;
  scope: string;
  methods: AuthenticationMethod[];
  authenticatedAt: number;
  /** When the listener agreed. */
  agreedAt: number;
};

/** @throws OAuthError `invalid_grant` when it was begun before (and then it ends), or when what was agreed to does not hold any more */
export async function beginSession(
  context: Context<AccountsEnv>,
  authorization: Authorization,
): Promise<{ session: SessionRow; account: AccountRow }> {
  const services = context.get("services");
  const { sessionId, agreedIn, accountId, clientId, scope, methods, authenticatedAt, agreedAt } = authorization;
  const row = {
    ...newSession({
      id: sessionId,
      accountId,
      methods,
      authenticatedAt,
      request: context.req.raw,
      now: services.now,
      client: { id: clientId, scope },
    }),
    clientId,
  };
  const { begun, stands, account, consent, ended } = await beginFamily(services.accounts, row, agreedIn);
  await services.revoke(ended);
  const which = { accountId, id: sessionId, clientId };
  if (!begun) {
    await endFamily(services, which, { reason: "reused", action: "code_reused" });
    throw new OAuthError("invalid_grant", "The code was redeemed before.");
  }
  const isAgreed = consent !== undefined && covers(readScope(consent), readScope(scope));
  // The password counts for the one session that its change spares.
  if (account && stands && isAgreed && agreedAt >= (account.passwordChangedAt ?? 0)) return { session: row, account };
  await endFamily(services, which, { reason: "revoked", action: "app_session_refused" });
  throw new OAuthError("invalid_grant", "The listener withdrew it.");
}
