/** How Stripe is reached: by its own library, which is loaded at the first use. */
import type { Stripe } from "stripe";
import { z } from "zod";
import { ClientError } from "../../../contracts/errors.ts";

/** The variable STRIPE_PRICES: by plan, the id of a price (`price_…`) or its lookup key. */
export const pricesSchema = z.object({ premium: z.string().min(1), family: z.string().min(1) });
export type StripePrices = z.infer<typeof pricesSchema>;

/** The secret STRIPE_SECRETS, from Stripe's dashboard. */
const secretsSchema = z.object({ secret_key: z.string().min(1), webhook_secret: z.string().min(1) });

export type StripeOptions = {
  /** JSON of the secret. */
  secrets: string;
  /** JSON of the variable. */
  prices: string;
  origin: string;
  now: number;
  /** How Stripe is reached. */
  fetch?: typeof fetch;
};

/** Whoever bills otherwise, or not at all, never evaluates the library. */
export async function loadStripe(options: StripeOptions) {
  const secrets = secretsSchema.safeParse(JSON.parse(options.secrets));
  if (!secrets.success) throw new Error('BILLING is "stripe", and the secret STRIPE_SECRETS lacks secret_key or webhook_secret');
  const { Stripe } = await import("stripe");
  const client = new Stripe(secrets.data.secret_key, {
    httpClient: Stripe.createFetchHttpClient(options.fetch),
    maxNetworkRetries: 1,
    timeout: 10_000,
    telemetry: false,
  });
  return { client, library: Stripe, webhookSecret: secrets.data.webhook_secret };
}

/** @throws ClientError `overloaded` when Stripe is out of reach, or too busy: that passes */
export async function askStripe<Answer>(options: StripeOptions, question: (client: Stripe) => Promise<Answer>): Promise<Answer> {
  const { client, library } = await loadStripe(options);
  const passing = [library.errors.StripeConnectionError, library.errors.StripeAPIError, library.errors.StripeRateLimitError];
  try {
    return await question(client);
  } catch (error) {
    if (passing.some((kind) => error instanceof kind)) throw new ClientError("overloaded");
    throw error;
  }
}

/** Does what Stripe may refuse since it is done already, or since there is no such thing. @returns undefined where it refuses */
export async function unlessRefused<Answer>(work: () => Promise<Answer>): Promise<Answer | undefined> {
  const { Stripe } = await import("stripe");
  try {
    return await work();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return undefined;
    throw error;
  }
}

/** Stripe names things by their ids, or writes them out. */
export function idOf(thing: string | { id: string }): string {
  return typeof thing === "string" ? thing : thing.id;
}
