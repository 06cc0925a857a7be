/** The browser's login: a session in the account's slice, named by a cookie that no script reads. */
import type { Context } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import type { SessionResponse } from "../../contracts/accounts/session.ts";
import { endSessions, insertSession, readSession, touchSession } from "../../d1/accounts/sessions.ts";
import type { AccountRow, SessionRow } from "../../d1/schema/accounts.ts";
import { scopes } from "../../domain/access.ts";
import type { AuthenticationMethod } from "../../domain/account.ts";
import { idInSlice, sliceOf } from "../../domain/ids.ts";
import { clearCookie, readCookie, requireSameOrigin, writeCookie } from "../../frame/cookies.ts";
import { accessTokenLifetime, guestSubject, issueAccessToken, listenerSubject, touchAfter } from "./access-token.ts";
import { entitle } from "./entitlements.ts";
import type { AccountsEnv } from "./env.ts";
import { rememberBrowser } from "./known-browser.ts";
import { countryOf, findMarket } from "./market.ts";

/** A login lasts this long after it was last used. */
export const sessionLifetime = 60 * 24 * 3600 * 1000;
const purpose = "browser session";

export type OpenSession = { session: SessionRow; account: AccountRow };

/** An id of something that lives beside an account. */
export function newIdBeside(accountId: string): string {
  return idInSlice(sliceOf(accountId) ?? 0, crypto.getRandomValues(new Uint8Array(16)));
}

/** The row of a session that begins now; an app's has its client and scope. */
export function newSession(input: {
  id: string;
  accountId: string;
  methods: AuthenticationMethod[];
  authenticatedAt: number;
  request: Request;
  now: number;
  client?: { id: string; scope: string };
}): SessionRow {
  const { id, accountId, methods, authenticatedAt, request, now, client } = input;
  const country: unknown = request.cf?.["country"];
  return {
    id,
    accountId,
    clientId: client?.id ?? null,
    scope: client?.scope ?? scopes.join(" "),
    generation: 0,
    rotatedAt: now,
    methods,
    authenticatedAt,
    userAgent: (request.headers.get("user-agent") ?? "").slice(0, 256),
    country: typeof country === "string" ? country : null,
    createdAt: now,
    seenAt: now,
    expiresAt: now + sessionLifetime,
    endedAt: null,
    endReason: null,
  };
}

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
  const { accounts, seal, revoke, now } = context.get("services");
  const id = newIdBeside(account.id);
  const at = Math.min(authenticatedAt ?? now, now);
  const session = newSession({ id, accountId: account.id, methods, authenticatedAt: at, request: context.req.raw, now });
  const { ended, account: current } = await insertSession(accounts, session);
  await revoke(ended);
  // What they proved may have been worth something a moment ago: hashing takes time, and a change of the password ends what it finds.
  if (current?.passwordChangedAt !== account.passwordChangedAt) {
    await endSessions(accounts, { accountId: account.id, id }, "password_changed", now);
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
  clearCookie(context, "session");
  clearCookie(context, "access");
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

/** Where a listener is seen: what `entitle` wants to know. */
export function countryOfRequest(context: Context<AccountsEnv>): string | undefined {
  return countryOf(context.req.raw, context.env.MARKET_SOURCE);
}

export function marketOfVisitor(context: Context<AccountsEnv>, wish: string | undefined): string {
  return findMarket({
    source: context.env.MARKET_SOURCE,
    fallback: context.env.DEFAULT_MARKET,
    country: context.req.raw.cf?.["country"],
    wish,
  });
}

export function forgetBrowser(context: Context<AccountsEnv>): void {
  clearCookie(context, "session");
  clearCookie(context, "access");
}

function describeListener(account: AccountRow, origin: string): NonNullable<SessionResponse["listener"]> {
  return {
    id: account.id,
    email: account.email,
    display_name: account.displayName,
    image: describeImage(account, origin),
    roles: account.roles,
    account_plan: account.plan,
    locale: account.locale,
    settings: account.settings,
  };
}

export function describeImage(account: AccountRow, origin: string): { url: string; width: number; height: number } | null {
  const { image } = account;
  return image && { url: `${origin}/images/${image.id}/${image.edge}.jpg`, width: image.edge, height: image.edge };
}
