/** Stripe as the billing provider, by its own library: Checkout, the customer portal, webhooks. */
import type { Stripe } from "stripe";
import { ClientError } from "../../../contracts/errors.ts";
import type { PaidPlan } from "../../../domain/plans.ts";
import { readText } from "../../../frame/parse.ts";
import { returnAddress, type BillingProvider } from "./provider.ts";
import { askStripe, idOf, loadStripe, pricesSchema, unlessRefused, type StripeOptions, type StripePrices } from "./stripe-client.ts";
import { factsOf, readStripeEvent } from "./stripe-notices.ts";
import { endSurplus } from "./stripe-surplus.ts";

/** Seconds that a notice's signature may be old (Stripe's own advice). */
const tolerance = 300;
const notificationLimit = 1024 * 1024;
const accountKey = "nearfield_account";

/** @throws z.ZodError or SyntaxError when STRIPE_PRICES is malformed */
export function openStripe(options: StripeOptions): BillingProvider {
  const prices = pricesSchema.parse(JSON.parse(options.prices));
  return {
    name: "stripe",
    async checkout({ accountId, email, plan, customer }) {
      const metadata = { [accountKey]: accountId };
      const session = await askStripe(options, async (client) =>
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
      return { id: session.id, url: session.url };
    },
    close: (checkoutId) => askStripe(options, (client) => close(client, checkoutId)),
    async portal({ customer, change }) {
      const flow =
        change === undefined ? {} : { flow_data: { type: "subscription_update" as const, subscription_update: { subscription: change } } };
      const session = await askStripe(options, (client) =>
        client.billingPortal.sessions.create({ customer, return_url: returnAddress(options.origin), ...flow }),
      );
      return session.url;
    },
    read: (subscriptionId) =>
      askStripe(options, async (client) => {
        const subscription = await unlessRefused(() => client.subscriptions.retrieve(subscriptionId));
        return subscription && factsOf(subscription, prices);
      }),
    endSurplus: (subscriptionIds) => askStripe(options, (client) => endSurplus(client, subscriptionIds)),
    async parse(request) {
      const payload = await readText(request.body, notificationLimit);
      const event = await verify(options, payload, request.headers.get("stripe-signature") ?? "");
      return readStripeEvent(event, { prices, accountKey });
    },
  };
}

/** @throws ClientError `forbidden` when Stripe did not sign that, or long ago */
async function verify(options: StripeOptions, payload: string, signature: string): Promise<Stripe.Event> {
  const { client, library, webhookSecret } = await loadStripe(options);
  const crypto = library.createSubtleCryptoProvider();
  try {
    return await client.webhooks.constructEventAsync(payload, signature, webhookSecret, tolerance, crypto, options.now);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ClientError("invalid_json");
    throw new ClientError("forbidden", { message: "The signature does not hold." });
  }
}

/** Stripe refuses to close what is not open any more: paid, expired, or of an account of Stripe's that was used before. */
async function close(client: Stripe, checkoutId: string): Promise<{ subscriptionId: string } | undefined> {
  if (await unlessRefused(() => client.checkout.sessions.expire(checkoutId))) return undefined;
  const session = await unlessRefused(() => client.checkout.sessions.retrieve(checkoutId));
  return session?.status === "complete" && session.subscription ? { subscriptionId: idOf(session.subscription) } : undefined;
}

async function priceOf(client: Stripe, prices: StripePrices, plan: PaidPlan): Promise<string> {
  const configured = prices[plan];
  if (configured.startsWith("price_")) return configured;
  const { data } = await client.prices.list({ lookup_keys: [configured], active: true, limit: 1 });
  const [price] = data;
  if (!price) throw new Error(`Stripe has no active price with the lookup key ${configured} (STRIPE_PRICES)`);
  return price.id;
}
