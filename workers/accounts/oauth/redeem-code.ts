/** An authorization code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.6). */
import type { TokenResponse } from "../../../contracts/access-token.ts";
import { readCode } from "../../../d1/accounts/codes.ts";
import { wasBegun } from "../../../d1/accounts/refresh.ts";
import type { AuthorizationCodeRow } from "../../../d1/schema/accounts.ts";
import { judgePkce } from "../../../domain/oauth/pkce.ts";
import { equalsSecret } from "../../../frame/secret.ts";
import { beginSession } from "./begin-session.ts";
import { endFamily } from "./end-family.ts";
import { OAuthError } from "./errors.ts";
import type { Form } from "./form.ts";
import { issueTokens } from "./issue-tokens.ts";
import { hashSecret, parseCode } from "./secret.ts";
import type { TokenRequest } from "./token-request.ts";

/** @throws OAuthError `invalid_grant` or `invalid_request` */
export async function redeemCode({ context, client, form }: TokenRequest): Promise<TokenResponse> {
  const code = form.get("code");
  if (code === undefined) throw new OAuthError("invalid_request", "code is missing.");
  const row = await findCode(context.get("services").accounts, code);
  if (!row) throw new OAuthError("invalid_grant", "The code is not known.");
  await refuseReplay({ context, client, form }, row);
  if (row.clientId !== client.id) throw new OAuthError("invalid_grant", "The code was given to another client.");
  if (context.get("services").now >= row.expiresAt) throw new OAuthError("invalid_grant", "The code expired.");
  requireSameRedirect(row, form);
  await requireProof(row, form);
  const { session, account } = await beginSession(context, { ...row, agreedAt: row.createdAt });
  return issueTokens(context, { client, account, session, nonce: row.nonce });
}

async function findCode(accounts: Parameters<typeof readCode>[0], text: string): Promise<AuthorizationCodeRow | undefined> {
  const code = parseCode(text);
  const row = code && (await readCode(accounts, code.id));
  return row && (await equalsSecret(await hashSecret(code.secret), row.secretHash)) ? row : undefined;
}

/** A code that comes twice is in two hands, whoever's and however late: what came of it ends (RFC 6749, section 4.1.2). */
async function refuseReplay({ context }: TokenRequest, { sessionId, accountId, clientId }: AuthorizationCodeRow): Promise<void> {
  const services = context.get("services");
  if (!(await wasBegun(services.accounts, sessionId))) return;
  await endFamily(services, { accountId, id: sessionId, clientId }, { reason: "reused", action: "code_reused" });
  throw new OAuthError("invalid_grant", "The code was redeemed before.");
}

/**
 * Where the request named a redirect_uri, this one repeats it (RFC 6749, section 4.1.3). Clients of OAuth 2.1 leave it out:
 * their proof key does what it was for (draft-ietf-oauth-v2-1, section 10.2).
 */
function requireSameRedirect(row: AuthorizationCodeRow, form: Form): void {
  const uri = form.get("redirect_uri");
  if (uri === undefined ? row.redirectUri === null || row.codeChallenge !== null : uri === row.redirectUri) return;
  throw new OAuthError("invalid_grant", "The redirect_uri is not that of the authorization request.");
}

async function requireProof(row: AuthorizationCodeRow, form: Form): Promise<void> {
  const verdict = judgePkce(row.codeChallenge, form.get("code_verifier"));
  if (verdict.kind === "unasked") return;
  if (verdict.kind === "refused") throw new OAuthError("invalid_grant", verdict.description);
  if (!(await equalsSecret(await hashSecret(verdict.verifier), verdict.challenge)))
    throw new OAuthError("invalid_grant", "The code_verifier does not match.");
}
