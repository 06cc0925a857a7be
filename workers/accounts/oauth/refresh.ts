/** A refresh token for the next one (RFC 6749, section 6; RFC 9700, section 4.14.2). */
import type { TokenResponse } from "../../../contracts/access-token.ts";
import { rotateFamily } from "../../../d1/accounts/refresh.ts";
import { readSession, type OpenSession } from "../../../d1/accounts/sessions.ts";
import { parseScope } from "../../../domain/access.ts";
import { judgeRefresh, refreshLifetime } from "../../../domain/oauth/refresh.ts";
import { covers, readScope, writeScope } from "../../../domain/oauth/scope.ts";
import type { Services } from "../services.ts";
import { endFamily } from "./end-family.ts";
import { OAuthError } from "./errors.ts";
import { issueTokens } from "./issue-tokens.ts";
import { openRefreshToken } from "./refresh-token.ts";
import type { TokenRequest } from "./token-request.ts";

/** @throws OAuthError `invalid_grant`, `invalid_scope` or `invalid_request` */
export async function refresh({ context, client, form }: TokenRequest): Promise<TokenResponse> {
  const services = context.get("services");
  const text = form.get("refresh_token");
  if (text === undefined) throw new OAuthError("invalid_request", "refresh_token is missing.");
  const token = await openRefreshToken(services.seal, text);
  const found = token && (await readSession(services.accounts, token.id, services.now));
  if (!found || found.session.clientId !== client.id)
    throw new OAuthError("invalid_grant", "The refresh token is not good, or not good any more.");
  // Before anything changes: a request that is refused costs no token.
  const scope = narrow(found.session.scope, form.get("scope"));
  const { session, account } = await advance(services, found, token.generation);
  return issueTokens(context, { client, account, session: { ...session, scope } });
}

/** RFC 6749, section 6: less than what was granted may be asked for, never more. */
function narrow(granted: string, asked: string | undefined): string {
  if (asked === undefined) return granted;
  const scope = parseScope(asked);
  if (!scope || !covers(readScope(granted), scope)) throw new OAuthError("invalid_scope", "That was not granted.");
  return writeScope(scope);
}

/** @returns the family at the generation that answers this token; of any number who come with one token, all get the same */
async function advance(services: Services, found: OpenSession, presented: number): Promise<OpenSession> {
  const { accounts, now } = services;
  const { session, account } = found;
  const verdict = judgeRefresh(presented, session, now);
  if (verdict === "repeat") return found;
  if (verdict === "unknown") throw new OAuthError("invalid_grant", "The refresh token is not good, or not good any more.");
  if (verdict === "reused") {
    const which = { accountId: account.id, id: session.id, clientId: session.clientId ?? "" };
    await endFamily(services, which, { reason: "reused", action: "refresh_token_reused" });
    throw new OAuthError("invalid_grant", "The refresh token was used before; the session was ended.");
  }
  if (await rotateFamily(accounts, { id: session.id, generation: presented }, { now, expiresAt: now + refreshLifetime })) {
    return { session: { ...session, generation: presented + 1, rotatedAt: now }, account };
  }
  // Somebody came first with the same token: they found it current, and this one finds what they left.
  const current = await readSession(accounts, session.id, now);
  if (!current) throw new OAuthError("invalid_grant", "The session was ended.");
  return advance(services, current, presented);
}
