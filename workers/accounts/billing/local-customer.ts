/** A customer of the local provider, which moves no money: what they pressed, what their card does, and what that is told as. */
import { z } from "zod";
import { subscriptionFactsSchema, type SubscriptionFacts } from "../../../domain/billing.ts";
import type { InvoiceStatus, PaidPlan } from "../../../domain/plans.ts";
import { offers } from "../../../operator/plans.ts";
import type { BillingNotice } from "./provider.ts";

/** A month of this provider's. */
const period = 30 * 24 * 3600 * 1000;

export const localCustomerSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  /** How much happened: every act sees the one before. */
  revision: z.int(),
  /** The provider's clock of the last notice; it never stands still. */
  at: z.int(),
  facts: subscriptionFactsSchema,
  card: z.object({ last4: z.string(), pays: z.boolean() }),
  invoices: z.int(),
});
export type LocalCustomer = z.infer<typeof localCustomerSchema>;

export const localActSchema = z.enum([
  "cancel",
  "resume",
  "switch_plan",
  "let_payments_fail",
  "let_payments_succeed",
  "next_period",
  "pay",
  "give_up",
]);
export type LocalAct = z.infer<typeof localActSchema>;

/** What a test card does (Stripe's numbers). Whatever else has a valid check digit is declined. */
export function judgeCard(number: string): { verdict: "invalid" | "declined" } | { verdict: "accepted"; pays: boolean; last4: string } {
  const digits = number.replaceAll(/[\s-]/g, "");
  if (!/^\d{12,19}$/.test(digits) || !hasCheckDigit(digits)) return { verdict: "invalid" };
  const last4 = digits.slice(-4);
  if (digits === "4242424242424242") return { verdict: "accepted", pays: true, last4 };
  if (digits === "4000000000000341") return { verdict: "accepted", pays: false, last4 };
  return { verdict: "declined" };
}

/** ISO/IEC 7812-1, annex B. */
function hasCheckDigit(digits: string): boolean {
  const sum = Array.from(digits).reduceRight((total, digit, index) => {
    const isDoubled = (digits.length - index) % 2 === 0;
    const value = Number(digit) * (isDoubled ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

type Outcome = { customer: LocalCustomer; notices: BillingNotice[] };

/** The first payment succeeds with whichever card was accepted. @param order.id names the customer, and all that follows from it */
export function subscribe(order: { id: string; accountId: string; plan: PaidPlan; card: LocalCustomer["card"] }, now: number): Outcome {
  const { plan, ...rest } = order;
  const facts: SubscriptionFacts = { plan, status: "active", periodEndsAt: now + period, cancelsAtPeriodEnd: false };
  const customer: LocalCustomer = { ...rest, revision: 1, at: now, facts, invoices: 1 };
  const completed: BillingNotice = { kind: "customer", ...about(customer, "checkout.completed") };
  return { customer, notices: [completed, invoiceNotice(customer, "paid"), subscriptionNotice(customer)] };
}

/** Which acts make sense now. */
export function actsOf({ facts, card }: LocalCustomer): LocalAct[] {
  const acts: Record<SubscriptionFacts["status"], LocalAct[]> = {
    active: [
      facts.cancelsAtPeriodEnd ? "resume" : "cancel",
      "switch_plan",
      card.pays ? "let_payments_fail" : "let_payments_succeed",
      "next_period",
    ],
    past_due: ["pay", "next_period", "give_up"],
    ended: [],
  };
  return acts[facts.status];
}

/** @returns the customer afterwards; unchanged where the act makes no sense (any more) */
export function act(before: LocalCustomer, wish: LocalAct, now: number): Outcome {
  if (!actsOf(before).includes(wish)) return { customer: before, notices: [] };
  const { facts, card } = before;
  const moved = { revision: before.revision + 1, at: Math.max(now, before.at + 1) };
  const change: Change = (news, more = {}) => ({ ...before, ...moved, ...more, facts: { ...facts, ...news } });
  const acts: Record<LocalAct, () => Outcome> = {
    cancel: () => told(change({ cancelsAtPeriodEnd: true })),
    resume: () => told(change({ cancelsAtPeriodEnd: false })),
    switch_plan: () => told(change({ plan: facts.plan === "premium" ? "family" : "premium" })),
    let_payments_fail: () => ({ customer: change({}, { card: { ...card, pays: false } }), notices: [] }),
    let_payments_succeed: () => ({ customer: change({}, { card: { ...card, pays: true } }), notices: [] }),
    next_period: () => nextPeriod(before, change),
    pay: () => told(change({ status: "active" }, { card: { ...card, pays: true } }), "paid"),
    give_up: () => told(change({ status: "ended" })),
  };
  return acts[wish]();
}

type Change = (facts: Partial<SubscriptionFacts>, more?: Partial<LocalCustomer>) => LocalCustomer;

function nextPeriod({ facts, card, invoices }: LocalCustomer, change: Change): Outcome {
  if (facts.cancelsAtPeriodEnd) return told(change({ status: "ended" }));
  const periodEndsAt = facts.periodEndsAt + period;
  if (card.pays) return told(change({ status: "active", periodEndsAt }, { invoices: invoices + 1 }), "paid");
  return told(change({ status: "past_due", periodEndsAt }, { invoices: invoices + 1 }), "failed");
}

function told(customer: LocalCustomer, invoice?: InvoiceStatus): Outcome {
  return { customer, notices: [...(invoice ? [invoiceNotice(customer, invoice)] : []), subscriptionNotice(customer)] };
}

function about({ id, accountId, revision, at }: LocalCustomer, type: string) {
  return { id: `${id}-${revision}-${type}`, at, type, customer: id, accountId };
}

function subscriptionNotice(customer: LocalCustomer): BillingNotice {
  const type = customer.facts.status === "ended" ? "subscription.ended" : "subscription.updated";
  return { kind: "subscription", ...about(customer, type), subscriptionId: `sub-${customer.id}`, facts: customer.facts };
}

function invoiceNotice(customer: LocalCustomer, status: InvoiceStatus): BillingNotice {
  const { id, invoices, at, facts } = customer;
  const offer = offers.find(({ plan }) => plan === facts.plan);
  const invoice = { amount: offer?.amount ?? 0, currency: offer?.currency ?? "eur", issuedAt: at, url: null };
  const number = `${id.slice(-6).toUpperCase()}-${String(invoices).padStart(4, "0")}`;
  return {
    kind: "invoice",
    ...about(customer, `invoice.${status}`),
    invoiceId: `in-${id}-${invoices}`,
    facts: { subscriptionId: `sub-${id}`, number, status, ...invoice },
  };
}
