/**
 * An identity that was proven in this browser while its address has an account here: whoever logs in to that account is asked whether to
 * link the two.
 */
import type { Context } from "hono";
import { z } from "zod";
import { findAccountByEmail } from "../../d1/accounts/accounts.ts";
import type { AccountsEnv } from "./env.ts";
import { identityProvidersOf, type IdentityProvider } from "./identity-providers.ts";
import type { ProvenIdentity } from "./openid-connect.ts";
import { sealedCookie } from "./sealed-cookie.ts";

const proofSchema = z.object({ issuer: z.string(), subject: z.string(), email: z.string() });
type Proof = z.infer<typeof proofSchema> & { provider: IdentityProvider };

const cookie = sealedCookie("proof", proofSchema, { purpose: "proven identity", lifetime: 15 * 60_000 });

export async function rememberProof(context: Context<AccountsEnv>, { issuer, subject, email }: ProvenIdentity): Promise<void> {
  if (email !== undefined) await cookie.write(context, { issuer, subject, email });
}

/** What may be linked to the account that is logged in: the proof is for the account whose address the issuer vouches for alone. */
export async function readProof(context: Context<AccountsEnv>): Promise<Proof | undefined> {
  const proof = (await cookie.read(context))?.value;
  const provider = proof && identityProvidersOf(context.env).find(({ issuer }) => issuer === proof.issuer);
  if (!provider) return undefined;
  const owner = await findAccountByEmail(context.get("services"), proof.email);
  return owner?.id === context.get("session").account.id ? { ...proof, provider } : undefined;
}

export const forgetProof = cookie.clear;
