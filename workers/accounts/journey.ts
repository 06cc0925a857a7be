/** A login that is on its way over an identity provider: what the browser has to come back with, sealed into its cookie. */
import type { Context } from "hono";
import { z } from "zod";
import { fromBase64Url, toBase64Url } from "../../frame/base64url.ts";
import { clearCookie, readCookie, writeCookie } from "../../frame/cookies.ts";
import type { AccountsEnv } from "./env.ts";

const purpose = "identity journey";
const lifetime = 10 * 60_000;

const journeySchema = z.object({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** A path of this site. */
  continue: z.string(),
  /** The session that it was begun in: what it comes back with is linked to its account. */
  session: z.string().optional(),
  /** Whether they were to prove at the provider once more who they are. */
  again: z.boolean(),
  expires_at: z.number(),
});
export type Journey = Omit<z.infer<typeof journeySchema>, "expires_at">;

export async function rememberJourney(context: Context<AccountsEnv>, journey: Journey): Promise<void> {
  const { seal, now } = context.get("services");
  const text = JSON.stringify({ ...journey, expires_at: now + lifetime });
  writeCookie(context, "journey", await seal.seal(purpose, toBase64Url(new TextEncoder().encode(text))), lifetime / 1000);
}

/** The journey of this browser, which is over by that. `begunAt`: milliseconds since 1970. */
export async function takeJourney(context: Context<AccountsEnv>): Promise<(Journey & { begunAt: number }) | undefined> {
  const { seal, now } = context.get("services");
  const cookie = readCookie(context, "journey");
  clearCookie(context, "journey");
  const bytes = fromBase64Url((cookie && (await seal.open(purpose, cookie))) ?? "");
  if (!bytes?.length) return undefined;
  const journey = journeySchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return journey.expires_at > now ? { ...journey, begunAt: journey.expires_at - lifetime } : undefined;
}
