/** What Stripe's events say in our own words. https://docs.stripe.com/api/events/types */
import type { Stripe } from "stripe";
import type { SubscriptionFacts } from "../../../domain/billing.ts";
import type { InvoiceStatus, PaidPlan, SubscriptionStatus } from "../../../domain/plans.ts";
import { paidPlanSchema } from "../../../domain/plans.ts";
import type { BillingNotice } from "./provider.ts";
import { idOf, type StripePrices } from "./stripe-client.ts";

type Reading = { prices: StripePrices; accountKey: string };

/** @returns nothing of events that change nothing here, or that are about something else that is sold */
export function readStripeEvent(event: Stripe.Event, reading: Reading): BillingNotice[] {
  // eslint-disable-next-line typescript/switch-exhaustiveness-check -- Stripe tells of some two hundred things; these matter here
  switch (event.type) {
    case "checkout.session.completed":
      return checkoutNotices(event, event.data.object);
    case "customer.subscription.created":
    case "customer.subscription.updated":
    case "customer.subscription.deleted":
    case "customer.subscription.paused":
    case "customer.subscription.resumed":
      return subscriptionNotices(event, event.data.object, reading);
    case "invoice.finalized":
    case "invoice.paid":
    case "invoice.payment_failed":
    case "invoice.voided":
    case "invoice.marked_uncollectible":
      return invoiceNotices(event, event.data.object, reading);
    default:
      return [];
  }
}

function about(event: Stripe.Event, customer: string | { id: string } | null, accountId: string | null | undefined) {
  return {
    id: event.id,
    at: event.created * 1000,
    type: event.type,
    customer: customer && idOf(customer),
    accountId: accountId ?? null,
  };
}

function checkoutNotices(event: Stripe.Event, session: Stripe.Checkout.Session): BillingNotice[] {
  if (session.mode !== "subscription") return [];
  return [{ kind: "customer", ...about(event, session.customer, session.client_reference_id) }];
}

function subscriptionNotices(event: Stripe.Event, subscription: Stripe.Subscription, { prices, accountKey }: Reading): BillingNotice[] {
  const facts = factsOf(subscription, prices);
  if (!facts) return [];
  const accountId = subscription.metadata[accountKey];
  return [{ kind: "subscription", subscriptionId: subscription.id, ...about(event, subscription.customer, accountId), facts }];
}

/** @returns undefined of what is no plan, or never began */
export function factsOf(subscription: Stripe.Subscription, prices: StripePrices): SubscriptionFacts | undefined {
  const [item] = subscription.items.data;
  const plan = item && planOf(item.price, prices);
  const status = statusOf(subscription.status);
  if (!item || !plan || !status) return undefined;
  const cancelsAtPeriodEnd = subscription.cancel_at_period_end || subscription.cancel_at !== null;
  return { plan, status, periodEndsAt: item.current_period_end * 1000, cancelsAtPeriodEnd };
}

function planOf(price: Stripe.Price, prices: StripePrices): PaidPlan | undefined {
  return paidPlanSchema.options.find((plan) => prices[plan] === price.id || prices[plan] === price.lookup_key);
}

/** @returns undefined of a subscription that never began */
export function statusOf(status: Stripe.Subscription.Status): SubscriptionStatus | undefined {
  switch (status) {
    case "active":
    case "trialing":
      return "active";
    case "past_due":
    case "unpaid":
      return "past_due";
    case "canceled":
    case "incomplete_expired":
    case "paused":
      return "ended";
    case "incomplete":
    default:
      return undefined;
  }
}

function invoiceNotices(event: Stripe.Event, invoice: Stripe.Invoice, { accountKey }: Reading): BillingNotice[] {
  const parent = invoice.parent?.subscription_details;
  if (!invoice.id || !parent) return [];
  const { subscription } = parent;
  return [
    {
      kind: "invoice",
      invoiceId: invoice.id,
      ...about(event, invoice.customer, parent.metadata?.[accountKey]),
      facts: {
        subscriptionId: idOf(subscription),
        number: invoice.number,
        status: invoiceStatusOf(event.type, invoice.status),
        amount: invoice.total,
        currency: invoice.currency,
        issuedAt: (invoice.status_transitions.finalized_at ?? invoice.created) * 1000,
        url: invoice.hosted_invoice_url ?? null,
      },
    },
  ];
}

function invoiceStatusOf(type: Stripe.Event["type"], status: Stripe.Invoice["status"]): InvoiceStatus {
  if (status === "paid") return "paid";
  if (status === "void") return "void";
  return type === "invoice.payment_failed" || status === "uncollectible" ? "failed" : "open";
}
