/** Coming in over an identity provider: a way of redirects that ends logged in, or where a person reads why not. */
import { Hono, type Context } from "hono";
import { generateRandomCodeVerifier, generateRandomNonce, generateRandomState } from "oauth4webapi";
import type { IdentityFailure, IdentityProviderList } from "../../contracts/accounts/credentials.ts";
import { ClientError } from "../../contracts/errors.ts";
import { localPathOf } from "../../domain/local-path.ts";
import { requireSameOrigin } from "../../frame/cookies.ts";
import { describeFault } from "../../frame/request-log.ts";
import type { AccountsEnv } from "./env.ts";
import { accountOfIdentity, createAccountOf, linkIdentity } from "./identities.ts";
import { identityProvidersOf, type IdentityProvider } from "./identity-providers.ts";
import { rememberJourney, takeJourney, type Journey } from "./journey.ts";
import { authorizationUrl, IdentityError, proveIdentity, type Exchange, type ProvenIdentity } from "./openid-connect.ts";
import { findSession, logIn } from "./sessions.ts";
import { tellOfWayIn } from "./way-in-notice.ts";

export const identityLogin = new Hono<AccountsEnv>();

identityLogin.get("/accounts/v1/identity-providers", (context) => {
  const providers = identityProvidersOf(context.env).map(({ id, name }) => ({ id, name }));
  return context.json({ providers } satisfies IdentityProviderList);
});

identityLogin.get("/accounts/v1/identity-providers/:id/start", async (context) => {
  // Another site's page must not send a browser through: it could be somebody else at the provider than here.
  requireSameOrigin(context);
  const provider = findProvider(context, context.req.param("id"));
  const target = localPathOf(context.req.query("continue") ?? "/") ?? "/";
  return context.redirect(await endAt(context, { provider, target }, () => begin(context, provider, target)));
});

identityLogin.get("/accounts/v1/identity-providers/:id/callback", async (context) => {
  const provider = findProvider(context, context.req.param("id"));
  const journey = await takeJourney(context);
  const target = journey?.continue ?? "/";
  return context.redirect(await endAt(context, { provider, target }, () => finish(context, provider, journey)));
});

type Way = { provider: IdentityProvider; target: string };

/** @throws ClientError `not_found` */
function findProvider(context: Context<AccountsEnv>, id: string): IdentityProvider {
  const provider = identityProvidersOf(context.env).find((candidate) => candidate.id === id);
  if (!provider) throw new ClientError("not_found");
  return provider;
}

/** Where the browser goes on: where the work says, or to the page that tells what went wrong. */
async function endAt(context: Context<AccountsEnv>, way: Way, work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    if (error.cause !== undefined) context.set("fault", describeFault(error.cause));
    return failurePage(way, error.failure, (await findSession(context)) !== undefined);
  }
}

function failurePage({ provider, target }: Way, error: IdentityFailure, loggedIn: boolean): string {
  if (loggedIn) return withQuery("/account/security", { error, provider: provider.id });
  const link = withQuery(`/accounts/v1/identity-providers/${provider.id}/start`, { continue: target });
  return withQuery("/login", { error, provider: provider.id, continue: error === "account_exists" ? link : target });
}

function withQuery(path: string, parameters: Record<string, string>): string {
  return `${path}?${new URLSearchParams(parameters).toString()}`;
}

async function begin(context: Context<AccountsEnv>, provider: IdentityProvider, target: string): Promise<string> {
  const found = await findSession(context);
  // From a letter, or typed: whoever is logged in links an identity where they see what they do.
  if (found && context.req.header("sec-fetch-site") === "none") return "/account/security";
  const journey: Journey = {
    provider: provider.id,
    state: generateRandomState(),
    nonce: generateRandomNonce(),
    verifier: generateRandomCodeVerifier(),
    continue: target,
    ...(found && { session: found.session.id }),
  };
  const url = await authorizationUrl(provider, exchangeOf(context, journey), context.get("services"));
  await rememberJourney(context, journey);
  return url.href;
}

function exchangeOf(context: Context<AccountsEnv>, { provider, state, nonce, verifier }: Journey): Exchange {
  const redirectUri = `${context.get("services").origin}/accounts/v1/identity-providers/${provider}/callback`;
  return { state, nonce, verifier, redirectUri };
}

async function finish(context: Context<AccountsEnv>, provider: IdentityProvider, journey: Journey | undefined): Promise<string> {
  if (journey?.provider !== provider.id) throw new IdentityError("expired");
  const answer = new URL(context.req.url).searchParams;
  const identity = await proveIdentity(provider, exchangeOf(context, journey), answer, context.get("services"));
  if (journey.session === undefined) await comeIn(context, identity);
  else await link(context, provider, identity, journey.session);
  return journey.continue;
}

async function comeIn(context: Context<AccountsEnv>, identity: ProvenIdentity): Promise<void> {
  const account = (await accountOfIdentity(context, identity)) ?? (await createAccountOf(context, identity));
  await logIn(context, account, ["fed"]);
}

/** @param sessionId of the login that it was begun in: no other one gets the identity */
async function link(context: Context<AccountsEnv>, provider: IdentityProvider, identity: ProvenIdentity, sessionId: string): Promise<void> {
  const found = await findSession(context);
  if (found?.session.id !== sessionId) throw new IdentityError("expired");
  const holder = await accountOfIdentity(context, identity);
  if (holder && holder.id !== found.account.id) throw new IdentityError("in_use");
  if (holder) return;
  await linkIdentity(context, found.account, identity);
  await tellOfWayIn(context.get("services"), found.account, { action: "identity_linked", way: provider.name });
}
