/** Identities of other issuers that open a listener's account. */
import { Hono, type Context } from "hono";
import type { IdentityList } from "../../contracts/accounts/credentials.ts";
import { ClientError } from "../../contracts/errors.ts";
import { createAccount, findAccountByEmail, readAccount } from "../../d1/accounts/accounts.ts";
import { deleteIdentity, insertIdentity, listIdentities, readIdentity } from "../../d1/accounts/identities.ts";
import type { AccountRow, IdentityRow } from "../../d1/schema/accounts.ts";
import { canonicalLocaleOf } from "../../domain/account.ts";
import { plainNameOf } from "../../domain/shown-name.ts";
import type { AccountsEnv } from "./env.ts";
import { identityProvidersOf, type IdentityProvider } from "./identity-providers.ts";
import { IdentityError, type ProvenIdentity } from "./openid-connect.ts";
import { marketOfVisitor } from "./market.ts";
import { tellOfWayIn } from "./way-in-notice.ts";

export const identities = new Hono<AccountsEnv>();

identities.get("/accounts/v1/identities", async (context) => {
  const rows = await listIdentities(context.get("services").accounts, context.get("session").account.id);
  const providers = identityProvidersOf(context.env);
  return context.json({ identities: rows.map((row) => describeIdentity(row, providers)) } satisfies IdentityList);
});

identities.delete("/accounts/v1/identities/:provider", async (context) => {
  await unlinkIdentity(context, context.req.param("provider"));
  return context.body(null, 204);
});

function describeIdentity({ issuer, email, createdAt }: IdentityRow, providers: IdentityProvider[]): IdentityList["identities"][number] {
  const provider = providers.find((candidate) => candidate.issuer === issuer);
  return {
    provider: provider?.id ?? issuer,
    name: displayNameOf(issuer, providers),
    email,
    created_at: new Date(createdAt).toISOString(),
  };
}

/** @returns the provider's name; the issuer's host where it is offered no more */
export function displayNameOf(issuer: string, providers: IdentityProvider[]): string {
  return providers.find((candidate) => candidate.issuer === issuer)?.name ?? new URL(issuer).host;
}

type Subject = Pick<ProvenIdentity, "issuer" | "subject">;
export type Linkable = Pick<ProvenIdentity, "issuer" | "subject" | "email">;

/** What the directory knows an identity by. */
function nameOf({ issuer, subject }: Subject): string {
  return JSON.stringify([issuer, subject]);
}

/** The account that an identity opens. The account's own row decides: the directory may still name what was unlinked. */
export async function accountOfIdentity(context: Context<AccountsEnv>, identity: Subject): Promise<AccountRow | undefined> {
  const { accounts, directory } = context.get("services");
  const accountId = await directory.find("identity", nameOf(identity));
  if (accountId === undefined) return undefined;
  const linked = await readIdentity(accounts, accountId, identity.issuer);
  return linked?.subject === identity.subject ? readAccount(accounts, accountId) : undefined;
}

/**
 * An account for whoever an issuer vouches for, entered by that identity.
 * @throws IdentityError `email_unverified`, `account_exists` or `registration_closed`
 */
export async function createAccountOf(context: Context<AccountsEnv>, identity: ProvenIdentity): Promise<AccountRow> {
  const services = context.get("services");
  const { email, name, locale } = identity;
  if (email === undefined) throw new IdentityError("email_unverified");
  if (await findAccountByEmail(services, email)) throw new IdentityError("account_exists");
  if (context.env.REGISTRATION !== "open") throw new IdentityError("registration_closed");
  const account = await createAccount(services, {
    email,
    displayName: plainNameOf(name ?? "") || plainNameOf(email.slice(0, email.indexOf("@"))) || "?",
    market: marketOfVisitor(context, undefined),
    locale: localeOf(context, locale),
    now: services.now,
  });
  // Somebody else with that address was faster.
  if (!account) throw new IdentityError("account_exists");
  await linkIdentity(context, account, identity);
  return account;
}

/** BCP 47: what the issuer says, else what the browser asks for. */
function localeOf(context: Context<AccountsEnv>, said: string | undefined): string {
  const asked = context.req.header("accept-language")?.split(/[,;]/)[0];
  for (const text of [said, asked]) {
    const locale = text && canonicalLocaleOf(text.trim().replaceAll("_", "-"));
    if (locale) return locale;
  }
  return "en";
}

/** Links an identity that opens no account. @throws IdentityError `already_linked` or `in_use` */
export async function linkIdentity(context: Context<AccountsEnv>, account: AccountRow, identity: Linkable): Promise<void> {
  const { accounts, directory, now } = context.get("services");
  const { issuer, subject, email } = identity;
  const name = nameOf(identity);
  const former = await directory.find("identity", name);
  // It opens none, so whoever the directory still names gave it up.
  if (former !== undefined && former !== account.id) await directory.release("identity", name, former);
  if (!(await directory.claim("identity", name, account.id, now))) throw new IdentityError("in_use");
  const row: IdentityRow = { issuer, subject, accountId: account.id, email: email ?? null, createdAt: now };
  if (!(await insertIdentity(accounts, row))) throw new IdentityError("already_linked");
}

/** @param provider its id, or the issuer itself @throws ClientError `conflict` when it is the last way in */
async function unlinkIdentity(context: Context<AccountsEnv>, provider: string): Promise<void> {
  const services = context.get("services");
  const { account } = context.get("session");
  const providers = identityProvidersOf(context.env);
  const issuer = providers.find(({ id }) => id === provider)?.issuer ?? provider;
  const offered = providers.map((candidate) => candidate.issuer);
  const { removal, subject } = await deleteIdentity(services.accounts, { accountId: account.id, issuer }, offered);
  if (removal === "last") throw new ClientError("conflict", { message: "That is the last way into the account: add another first." });
  if (subject === undefined) return;
  await services.directory.release("identity", nameOf({ issuer, subject }), account.id);
  await tellOfWayIn(services, account, { action: "identity_unlinked", way: displayNameOf(issuer, providers) });
}
