/** Stripe as the billing provider, by its own library: Checkout, the customer portal, webhooks. */
import type { Stripe } from "stripe";
import { z } from "zod";
import { ClientError } from "../../../contracts/errors.ts";
import type { PaidPlan } from "../../../domain/plans.ts";
import { readText } from "../../../frame/parse.ts";
import { returnAddress, type BillingProvider } from "./provider.ts";
import { readStripeEvent } from "./stripe-notices.ts";

/** The variable STRIPE_PRICES: by plan, the id of a price (`price_…`) or its lookup key. */
const pricesSchema = z.object({ premium: z.string().min(1), family: z.string().min(1) });
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

/** Seconds that a notice's signature may be old (Stripe's own advice). */
const tolerance = 300;
const notificationLimit = 1024 * 1024;
const accountKey = "nearfield_account";

/** The library is loaded at the first use: whoever bills otherwise, or not at all, never evaluates it. */
async function load(options: StripeOptions) {
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

/** @throws z.ZodError or SyntaxError when STRIPE_PRICES is malformed */
export function openStripe(options: StripeOptions): BillingProvider {
  const prices = pricesSchema.parse(JSON.parse(options.prices));
  return {
    name: "stripe",
    async checkout({ accountId, email, plan, customer }) {
      const metadata = { [accountKey]: accountId };
      const session = await ask(options, async (client) =>
        client.checkout.sessions.create({
          mode: "subscription",
          line_items: [{ price: await priceOf(client, prices, plan), quantity: 1 }],
          client_reference_id: accountId,
          metadata,
          subscription_data: { metadata },
          ...(customer === undefined ? { customer_email: email } : { customer }),
          success_url: returnAddress(options.origin, "done"),
          cancel_url: returnAddress(options.origin, "cancelled"),
        }),
      );
      if (!session.url) throw new Error("Stripe made a checkout without an address");
      return session.url;
    },
    async portal({ customer, change }) {
      const flow =
        change === undefined ? {} : { flow_data: { type: "subscription_update" as const, subscription_update: { subscription: change } } };
      const session = await ask(options, (client) =>
        client.billingPortal.sessions.create({ customer, return_url: returnAddress(options.origin), ...flow }),
      );
      return session.url;
    },
    async parse(request) {
      const payload = await readText(request.body, notificationLimit);
      const event = await verify(options, payload, request.headers.get("stripe-signature") ?? "");
      return readStripeEvent(event, { prices, accountKey });
    },
  };
}

/** @throws ClientError `forbidden` when Stripe did not sign that, or long ago */
async function verify(options: StripeOptions, payload: string, signature: string): Promise<Stripe.Event> {
  const { client, library, webhookSecret } = await load(options);
  const crypto = library.createSubtleCryptoProvider();
  try {
    return await client.webhooks.constructEventAsync(payload, signature, webhookSecret, tolerance, crypto, options.now);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ClientError("invalid_json");
    throw new ClientError("forbidden", { message: "The signature does not hold." });
  }
}

/** @throws ClientError `overloaded` when Stripe is out of reach, or too busy: that passes */
async function ask<Answer>(options: StripeOptions, question: (client: Stripe) => Promise<Answer>): Promise<Answer> {
  const { client, library } = await load(options);
  const passing = [library.errors.StripeConnectionError, library.errors.StripeAPIError, library.errors.StripeRateLimitError];
  try {
    return await question(client);
  } catch (error) {
    if (passing.some((kind) => error instanceof kind)) throw new ClientError("overloaded");
    throw error;
  }
}

async function priceOf(client: Stripe, prices: StripePrices, plan: PaidPlan): Promise<string> {
  const configured = prices[plan];
  if (configured.startsWith("price_")) return configured;
  const { data } = await client.prices.list({ lookup_keys: [configured], active: true, limit: 1 });
  const [price] = data;
  if (!price) throw new Error(`Stripe has no active price with the lookup key ${configured} (STRIPE_PRICES)`);
  return price.id;
}
