/** Subscriptions of one account that run at once: one stays, what was paid for the others is given back. */
import type { Stripe } from "stripe";
import type { Surplus } from "./provider.ts";
import { idOf, unlessRefused } from "./stripe-client.ts";
import { statusOf } from "./stripe-notices.ts";

export async function endSurplus(client: Stripe, subscriptionIds: readonly string[]): Promise<Surplus[]> {
  const found = await Promise.all(subscriptionIds.map((id) => unlessRefused(() => client.subscriptions.retrieve(id))));
  const running = found.filter((subscription) => subscription !== undefined).filter(isRunning);
  const [, ...surplus] = running.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  return Promise.all(surplus.map((subscription) => end(client, subscription)));
}

function isRunning({ status }: Stripe.Subscription): boolean {
  const ours = statusOf(status);
  return ours === "active" || ours === "past_due";
}

/** Gives back first: what ended is not looked at again when a request was cut off in between. */
async function end(client: Stripe, subscription: Stripe.Subscription): Promise<Surplus> {
  const refunded = subscription.latest_invoice === null ? 0 : await refund(client, idOf(subscription.latest_invoice));
  await unlessRefused(() => client.subscriptions.cancel(subscription.id));
  return { subscriptionId: subscription.id, refunded };
}

async function refund(client: Stripe, invoice: string): Promise<number> {
  const { data } = await client.invoicePayments.list({ invoice, status: "paid" });
  const refunds = data.flatMap(({ payment }) => {
    if (payment.payment_intent === undefined) return [];
    const intent = idOf(payment.payment_intent);
    return [
      unlessRefused(() => client.refunds.create({ payment_intent: intent, reason: "duplicate" }, { idempotencyKey: `surplus-${intent}` })),
    ];
  });
  return (await Promise.all(refunds)).reduce((sum, made) => sum + (made?.amount ?? 0), 0);
}
