/** The browser's login: a session in the account's slice, named by a cookie that no script reads. */
import type { Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { SessionResponse } from "../../contracts/accounts/session.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import { insertSession, readSession, touchSession, type OpenSession } from "../../d1/accounts/sessions.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import type { AuthenticationMethod } from "../../domain/account.ts";
import { clearCookie, readCookie, requireSameOrigin, writeCookie } from "../../frame/cookies.ts";
import { touchAfter } from "./access-token.ts";
import type { AccountsEnv } from "./env.ts";
import { rememberBrowser } from "./known-browser.ts";
import { renewAccess } from "./renew-access.ts";
import { newSession, sessionLifetime } from "./session-row.ts";

const purpose = "browser session";

/**
 * Logs a browser in: whatever it was logged in as before is not this session.
 * @param authenticatedAt when they proved who they are, milliseconds since 1970; absent: now
 */
export async function logIn(
  context: Context<AccountsEnv>,
  account: AccountRow,
  methods: AuthenticationMethod[],
  authenticatedAt?: number,
): Promise<SessionResponse> {
  const { accounts, seal, revoke, endSessions, now } = context.get("services");
  const id = newIdBeside(account.id);
  const at = Math.min(authenticatedAt ?? now, now);
  const session = newSession({ id, accountId: account.id, methods, authenticatedAt: at, request: context.req.raw, now });
  const { ended, account: current } = await insertSession(accounts, session);
  await revoke(ended);
  // What they proved may have been worth something a moment ago: hashing takes time, and a change of the password ends what it finds.
  if (current?.passwordChangedAt !== account.passwordChangedAt) {
    await endSessions({ accountId: account.id, id }, "password_changed");
    throw new ClientError("invalid_credentials");
  }
  writeCookie(context, "session", await seal.seal(purpose, session.id), sessionLifetime / 1000);
  await rememberBrowser(context, account.email);
  return renewAccess(context, { session, account });
}

/**
 * The session that the browser's cookie names, wherever the request came from; undefined when it names none that stands.
 * Only for what a link from elsewhere may lead to; all else takes `requireSession`.
 */
export async function findSession(context: Context<AccountsEnv>): Promise<OpenSession | undefined> {
  const { accounts, seal, now } = context.get("services");
  const cookie = readCookie(context, "session");
  const id = cookie && (await seal.open(purpose, cookie));
  if (!id) return undefined;
  const found = await readSession(accounts, id, now);
  if (found && found.session.clientId === null) {
    if (now - found.session.seenAt > touchAfter) await touchSession(accounts, id, { now, expiresAt: now + sessionLifetime });
    return found;
  }
  forgetBrowser(context);
  return undefined;
}

/** @throws ClientError `cross_site` or `login_required` */
export async function requireSession(context: Context<AccountsEnv>): Promise<OpenSession> {
  requireSameOrigin(context);
  const found = await findSession(context);
  if (!found) throw new ClientError("login_required");
  return found;
}

/** How long after a login it still vouches for adding ways in. */
export const freshFor = 10 * 60_000;

/**
 * What adds a way into an account, where nothing else is asked for: whoever finds a browser open is not who logged in.
 * @throws ClientError `fresh_login_required`
 */
export function requireFreshLogin(context: Context<AccountsEnv>): void {
  const { authenticatedAt } = context.get("session").session;
  if (context.get("services").now - authenticatedAt >= freshFor) throw new ClientError("fresh_login_required");
}

export function forgetBrowser(context: Context<AccountsEnv>): void {
  clearCookie(context, "session");
  clearCookie(context, "access");
}
