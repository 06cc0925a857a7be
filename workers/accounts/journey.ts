/** A login that is on its way over an identity provider: what the browser has to come back with. */
import type { Context } from "hono";
import { z } from "zod";
import type { AccountsEnv } from "./env.ts";
import { sealedCookie } from "./sealed-cookie.ts";

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
});
export type Journey = z.infer<typeof journeySchema>;
/** `begunAt`: milliseconds since 1970. */
export type TakenJourney = Journey & { begunAt: number };

const cookie = sealedCookie("journey", journeySchema, { purpose: "identity journey", lifetime: 10 * 60_000 });

export const rememberJourney = cookie.write;

/** The journey of this browser, which is over by that. */
export async function takeJourney(context: Context<AccountsEnv>): Promise<TakenJourney | undefined> {
  const found = await cookie.read(context);
  cookie.clear(context);
  return found && { ...found.value, begunAt: found.writtenAt };
}
