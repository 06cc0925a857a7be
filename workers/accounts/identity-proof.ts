/**
 * An identity that was proven in this browser while its address has an account here, sealed into a cookie: whoever logs in to that
 * account is asked whether to link the two.
 */
import type { Context } from "hono";
import { z } from "zod";
import { findAccountByEmail } from "../../d1/accounts/accounts.ts";
import { fromBase64Url, toBase64Url } from "../../frame/base64url.ts";
import { clearCookie, readCookie, writeCookie } from "../../frame/cookies.ts";
import type { AccountsEnv } from "./env.ts";
import { identityProvidersOf, type IdentityProvider } from "./identity-providers.ts";
import type { ProvenIdentity } from "./openid-connect.ts";

const purpose = "proven identity";
const lifetime = 15 * 60_000;

const proofSchema = z.object({ issuer: z.string(), subject: z.string(), email: z.string(), expires_at: z.number() });
type Proof = Omit<z.infer<typeof proofSchema>, "expires_at"> & { provider: IdentityProvider };

export async function rememberProof(context: Context<AccountsEnv>, { issuer }: IdentityProvider, identity: ProvenIdentity): Promise<void> {
  const { seal, now } = context.get("services");
  const text = JSON.stringify({ issuer, subject: identity.subject, email: identity.email, expires_at: now + lifetime });
  writeCookie(context, "proof", await seal.seal(purpose, toBase64Url(new TextEncoder().encode(text))), lifetime / 1000);
}

/** What may be linked to the account that is logged in: the proof is for the account whose address the issuer vouches for alone. */
export async function readProof(context: Context<AccountsEnv>): Promise<Proof | undefined> {
  const services = context.get("services");
  const cookie = readCookie(context, "proof");
  const bytes = fromBase64Url((cookie && (await services.seal.open(purpose, cookie))) ?? "");
  if (!bytes?.length) return undefined;
  const { expires_at, ...proof } = proofSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const provider = identityProvidersOf(context.env).find(({ issuer }) => issuer === proof.issuer);
  if (!provider || expires_at <= services.now) return undefined;
  const owner = await findAccountByEmail(services, proof.email);
  return owner?.id === context.get("session").account.id ? { ...proof, provider } : undefined;
}

export function forgetProof(context: Context<AccountsEnv>): void {
  clearCookie(context, "proof");
}
