/** The port to whoever takes the money: a page to pay on, a page to change things on, and notices of what happened there. */
import { z } from "zod";
import { invoiceFactsSchema, subscriptionFactsSchema, type SubscriptionFacts } from "../../../domain/billing.ts";
import type { PaidPlan } from "../../../domain/plans.ts";

/** What every notice says. */
const aboutSchema = z.object({
  /** The provider's, of the notice itself. */
  id: z.string(),
  /** When it happened, by the provider's clock; milliseconds since 1970. */
  at: z.int(),
  /** Its name at the provider. */
  type: z.string(),
  /** The provider's customer; null where it names none. */
  customer: z.string().nullable(),
  /** The account that the provider was told of at the checkout, where the notice repeats it. */
  accountId: z.string().nullable(),
});

export const billingNoticeSchema = z.discriminatedUnion("kind", [
  aboutSchema.extend({ kind: z.literal("subscription"), subscriptionId: z.string(), facts: subscriptionFactsSchema }),
  aboutSchema.extend({ kind: z.literal("invoice"), invoiceId: z.string(), facts: invoiceFactsSchema }),
  /** A checkout was completed: whose customer this is. */
  aboutSchema.extend({ kind: z.literal("customer") }),
]);
export type BillingNotice = z.infer<typeof billingNoticeSchema>;

export type BillingProviderName = "stripe" | "local";

export type BillingProvider = {
  name: BillingProviderName;
  /** @param order.customer of an earlier subscription @returns the page to pay on */
  checkout(order: { accountId: string; email: string; plan: PaidPlan; customer: string | undefined }): Promise<{ id: string; url: string }>;
  /** Closes a page to pay on, so that nobody pays there any more. @returns the subscription that was paid for there, where it is too late */
  close(checkoutId: string): Promise<{ subscriptionId: string } | undefined>;
  /** @param visit.change a subscription whose plan is to be changed there @returns the page to change and cancel on */
  portal(visit: { customer: string; change: string | undefined }): Promise<string>;
  /** What a subscription is at this moment; undefined where there is nothing to know beyond the notices. */
  read(subscriptionId: string): Promise<SubscriptionFacts | undefined>;
  /**
   * Of several subscriptions of one account, ends all that run but the one that was begun first, and gives back what was paid for them.
   * Again is the same.
   */
  endSurplus(subscriptionIds: readonly string[]): Promise<Surplus[]>;
  /** What a webhook's request says. @throws ClientError `forbidden` when it is not the provider's, `invalid_request` */
  parse(request: Request): Promise<BillingNotice[]>;
};

/** A subscription that was ended since another runs; `refunded` in the currency's smallest unit. */
export type Surplus = { subscriptionId: string; refunded: number };

/** Where the player's pages take over again. */
export function returnAddress(origin: string, outcome?: "done" | "cancelled"): string {
  return `${origin}/account/plan${outcome === undefined ? "" : `?checkout=${outcome}`}`;
}
