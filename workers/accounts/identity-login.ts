/** Coming in over an identity provider: a way of redirects that ends logged in, or where a person reads why not. */
import { Hono, type Context } from "hono";
import { generateRandomCodeVerifier, generateRandomNonce, generateRandomState } from "oauth4webapi";
import type { RedirectResponse } from "../../contracts/accounts/apps.ts";
import type { IdentityFailure, IdentityProviderList, ProvenIdentityView } from "../../contracts/accounts/credentials.ts";
import { ClientError } from "../../contracts/errors.ts";
import type { AccountRow } from "../../d1/schema/accounts.ts";
import { localPathOf } from "../../domain/local-path.ts";
import { requireSameOrigin } from "../../frame/cookies.ts";
import { describeFault } from "../../frame/request-log.ts";
import type { AccountsEnv } from "./env.ts";
import { accountOfIdentity, createAccountOf, linkIdentity, type Linkable } from "./identities.ts";
import { forgetProof, readProof, rememberProof } from "./identity-proof.ts";
import { identityProvidersOf, type IdentityProvider } from "./identity-providers.ts";
import { rememberJourney, takeJourney, type Journey, type TakenJourney } from "./journey.ts";
import { authorizationUrl, IdentityError, proveIdentity, type Exchange, type ProvenIdentity } from "./openid-connect.ts";
import { findSession, freshFor, logIn, requireFreshLogin } from "./sessions.ts";
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
  const again = context.req.query("again") === "1";
  return context.redirect(await endAt(context, { provider, target }, () => begin(context, provider, { continue: target, again })));
});

// A link is no more than a GET, and whatever is followed after a login comes from our own page: only what is asked for by a button links.
identityLogin.post("/accounts/v1/identity-providers/:id/link", async (context) => {
  requireFreshLogin(context);
  const provider = findProvider(context, context.req.param("id"));
  const { session } = context.get("session");
  const way = { provider, target: securityPage, session: session.id };
  const start = () => begin(context, provider, { continue: securityPage, session: session.id, again: false });
  return context.json({ redirect: await endAt(context, way, start) } satisfies RedirectResponse);
});

identityLogin.get("/accounts/v1/proven-identity", async (context) => {
  const proof = await readProof(context);
  return context.json({ identity: proof ? { name: proof.provider.name, email: proof.email } : null } satisfies ProvenIdentityView);
});

identityLogin.post("/accounts/v1/proven-identity", async (context) => {
  requireFreshLogin(context);
  const proof = await readProof(context);
  if (!proof) throw new ClientError("gone");
  forgetProof(context);
  try {
    await link(context, proof.provider, proof, context.get("session").account);
  } catch (error) {
    throw error instanceof IdentityError ? new ClientError("conflict") : error;
  }
  return context.body(null, 204);
});

identityLogin.delete("/accounts/v1/proven-identity", (context) => {
  forgetProof(context);
  return context.body(null, 204);
});

identityLogin.get("/accounts/v1/identity-providers/:id/callback", async (context) => {
  const provider = findProvider(context, context.req.param("id"));
  const journey = await takeJourney(context);
  const way = { provider, target: journey?.continue ?? "/", session: journey?.session };
  return context.redirect(await endAt(context, way, () => finish(context, provider, journey)));
});

/** By how much a provider's clock may differ from ours, milliseconds. */
const clockDifference = 60_000;
const securityPage = "/account/security";

/** `session`: the one that an identity is to be linked in; without one the way is to log in. */
type Way = { provider: IdentityProvider; target: string; session?: string | undefined };

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
    return failurePage(way, error.failure);
  }
}

function failurePage({ provider, target, session }: Way, error: IdentityFailure): string {
  if (session !== undefined) return withQuery(securityPage, { error, provider: provider.id });
  const asks = withQuery(securityPage, { continue: target });
  return withQuery("/login", { error, provider: provider.id, continue: error === "account_exists" ? asks : target });
}

function withQuery(path: string, parameters: Record<string, string>): string {
  return `${path}?${new URLSearchParams(parameters).toString()}`;
}

async function begin(
  context: Context<AccountsEnv>,
  provider: IdentityProvider,
  purpose: Pick<Journey, "continue" | "session" | "again">,
): Promise<string> {
  const journey: Journey = {
    provider: provider.id,
    state: generateRandomState(),
    nonce: generateRandomNonce(),
    verifier: generateRandomCodeVerifier(),
    ...purpose,
  };
  const url = await authorizationUrl(provider, exchangeOf(context, journey), context.get("services"));
  await rememberJourney(context, journey);
  return url.href;
}

function exchangeOf(context: Context<AccountsEnv>, { provider, state, nonce, verifier, again }: Journey): Exchange {
  const redirectUri = `${context.get("services").origin}/accounts/v1/identity-providers/${provider}/callback`;
  return { state, nonce, verifier, redirectUri, again };
}

async function finish(context: Context<AccountsEnv>, provider: IdentityProvider, journey: TakenJourney | undefined): Promise<string> {
  if (journey?.provider !== provider.id) throw new IdentityError("expired");
  const answer = new URL(context.req.url).searchParams;
  const identity = await proveIdentity(provider, exchangeOf(context, journey), answer, context.get("services"));
  if (journey.session === undefined) {
    await comeIn(context, identity, journey);
    return journey.continue;
  }
  const found = await findSession(context);
  // No other login than the one that it was begun in gets the identity.
  if (found?.session.id !== journey.session) throw new IdentityError("expired");
  await link(context, provider, identity, found.account);
  return journey.continue;
}

async function comeIn(context: Context<AccountsEnv>, identity: ProvenIdentity, { again, begunAt }: TakenJourney): Promise<void> {
  const { now } = context.get("services");
  // It was asked to make sure, and says that it did not.
  if (again && identity.authenticatedAt !== undefined && identity.authenticatedAt < begunAt - clockDifference) {
    throw new IdentityError("failed");
  }
  try {
    const known = await accountOfIdentity(context, identity);
    const account = known ?? (await createAccountOf(context, identity));
    // Whoever finds a browser open may find it logged in at the provider too: a login that nobody had to do anything for is no fresh one.
    const unasked = identity.authenticatedAt ?? now - (known ? freshFor : 0);
    await logIn(context, account, ["fed"], again ? now : unasked);
  } catch (error) {
    if (error instanceof IdentityError && error.failure === "account_exists") await rememberProof(context, identity);
    throw error;
  }
}

/** @throws IdentityError `in_use` or `already_linked` */
async function link(context: Context<AccountsEnv>, provider: IdentityProvider, identity: Linkable, account: AccountRow): Promise<void> {
  const holder = await accountOfIdentity(context, identity);
  if (holder && holder.id !== account.id) throw new IdentityError("in_use");
  if (holder) return;
  await linkIdentity(context, account, identity);
  await tellOfWayIn(context.get("services"), account, { action: "identity_linked", way: provider.name });
}
