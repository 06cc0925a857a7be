/** Access tokens: what every other room believes of a caller for ten minutes. */
import type { AccessClaims, TokenResponse } from "../../contracts/access-token.ts";
import type { AccountRow, SessionRow } from "../../d1/schema/accounts.ts";
import { playerClientId, type TokenRole } from "../../domain/access.ts";
import type { Entitlement } from "../../domain/entitlement.ts";
import { encodeId } from "../../domain/ids.ts";
import { refreshGrace } from "../../domain/oauth/refresh.ts";
import { apiAudience } from "../../frame/authenticate.ts";
import type { TokenSigner } from "./token-signer.ts";

/** Seconds that an access token is good for. */
export const accessTokenLifetime = 600;

/** How often a browser's use of its session is written down, milliseconds; an app's is with each refresh. */
export const touchAfter = 3600_000;
/** Milliseconds within which an app's last refresh, or a repetition of it, may have given out a token that is still good. */
const tokensLast = accessTokenLifetime * 1000 + 2 * refreshGrace;

/** Whether a token of a session can still be good. @param now milliseconds since 1970 */
export function mayHaveToken({ clientId, seenAt }: { clientId: string | null; seenAt: number }, now: number): boolean {
  return seenAt >= now - tokensLast - (clientId === null ? touchAfter : 0);
}

const guestScope = "streaming";

type Issuer = { signer: TokenSigner; origin: string; now: number };
type Subject = { sub: string; sid: string; clientId: string; scope: string; roles: TokenRole[] } & Entitlement;

/** Signs an ES256 access token (RFC 9068). */
export async function issueAccessToken({ signer, origin, now }: Issuer, subject: Subject): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  const { clientId, ...rest } = subject;
  const claims: AccessClaims = {
    iss: origin,
    aud: apiAudience,
    client_id: clientId,
    jti: crypto.randomUUID(),
    iat: issuedAt,
    exp: issuedAt + accessTokenLifetime,
    ...rest,
  };
  return signer.sign("at+jwt", claims);
}

/** The answer that an access token is given in (RFC 6749, section 5.1). */
export async function bearerResponse(issuer: Issuer, subject: Subject): Promise<TokenResponse> {
  const token = await issueAccessToken(issuer, subject);
  return { access_token: token, token_type: "Bearer", expires_in: accessTokenLifetime, scope: subject.scope };
}

/** Whoever comes without an account: each token is a visitor of its own. */
export function guestSubject(market: string): Subject {
  const guest = encodeId(crypto.getRandomValues(new Uint8Array(16)));
  const entitlement: Entitlement = { plan: "free", market, explicit: "allowed" };
  return { sub: `guest:${guest}`, sid: guest, clientId: "guest", scope: guestScope, roles: ["guest"], ...entitlement };
}

/** A client that acts for itself: nobody's rights, and each token a session of its own, so that it can be revoked. */
export function clientSubject(clientId: string, market: string): Subject {
  const entitlement: Entitlement = { plan: "free", market, explicit: "allowed" };
  return { sub: clientId, sid: crypto.randomUUID(), clientId, scope: "", roles: ["client"], ...entitlement };
}

/** @param entitlement what `entitle` says */
export function listenerSubject(account: AccountRow, session: SessionRow, entitlement: Entitlement): Subject {
  return {
    sub: account.id,
    sid: session.id,
    clientId: session.clientId ?? playerClientId,
    scope: session.scope,
    roles: account.roles,
    ...entitlement,
  };
}
