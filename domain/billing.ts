/**
 * What a listener subscribes to, from what the billing provider says of it. Notices come twice, late and in any order: the
 * provider's own times decide, so that whoever has seen the same notices knows the same.
 */
import { z } from "zod";
import { invoiceStatusSchema, paidPlanSchema, subscriptionStatusSchema } from "./plans.ts";
import type { AccountPlan, InvoiceStatus, PaidPlan, SubscriptionStatus } from "./plans.ts";

/** How long a plan stays after a payment failed, milliseconds. */
export const paymentGrace = 7 * 24 * 3600 * 1000;

/** What a provider says of a subscription at one moment. Times are milliseconds since 1970, here as everywhere. */
export const subscriptionFactsSchema = z.object({
  plan: paidPlanSchema,
  status: subscriptionStatusSchema,
  periodEndsAt: z.int(),
  cancelsAtPeriodEnd: z.boolean(),
});
export type SubscriptionFacts = z.infer<typeof subscriptionFactsSchema>;

/** @typeParam Facts what the notice says @property id the provider's, of the notice @property at the provider's time */
export type Notice<Facts> = { id: string; at: number; facts: Facts };

/** Facts, and the notice that they are of. */
type Dated = { updatedAt: number; updatedBy: string };

export type SubscriptionState = SubscriptionFacts &
  Dated & {
    /** When the provider last said anything but `past_due`. */
    paidAt: number;
    /** When it said `past_due` since, earliest first. */
    unpaidAt: readonly number[];
  };

/** Of two notices of one second (providers' times are as coarse as that), the one that counts, unasked: what ended stays ended. */
const subscriptionRank: Record<SubscriptionStatus, number> = { past_due: 0, active: 1, ended: 2 };
const invoiceRank: Record<InvoiceStatus, number> = { open: 0, failed: 1, void: 2, paid: 3 };

function isNewer(notice: { at: number; rank: number; id: string }, known: Dated & { rank: number }): boolean {
  if (notice.at !== known.updatedAt) return notice.at > known.updatedAt;
  if (notice.rank !== known.rank) return notice.rank > known.rank;
  return notice.id > known.updatedBy;
}

/** Whether a notice says something else of the same second than what is known: then only the provider can tell which came last. */
export function isTie(known: SubscriptionState | undefined, { id, at, facts }: Notice<SubscriptionFacts>): boolean {
  if (!known || known.updatedAt !== at || known.updatedBy === id) return false;
  return subscriptionFactsSchema.keyof().options.some((name) => known[name] !== facts[name]);
}

/** @param present what the provider says now, where it was asked because of a tie */
export function followSubscription(
  known: SubscriptionState | undefined,
  { id, at, facts }: Notice<SubscriptionFacts>,
  present?: SubscriptionFacts,
): SubscriptionState {
  const isUnpaid = facts.status === "past_due";
  const paidAt = Math.max(known?.paidAt ?? 0, isUnpaid ? 0 : at);
  const unpaid = new Set([...(known?.unpaidAt ?? []), ...(isUnpaid ? [at] : [])]);
  const payments = { paidAt, unpaidAt: [...unpaid].filter((time) => time > paidAt).toSorted((a, b) => a - b) };
  if (present) return { ...present, updatedAt: at, updatedBy: id, ...payments };
  const replaces = !known || isNewer({ at, id, rank: subscriptionRank[facts.status] }, { ...known, rank: subscriptionRank[known.status] });
  return replaces ? { ...facts, updatedAt: at, updatedBy: id, ...payments } : { ...known, ...payments };
}

/** Since when a payment is missing; null while none is. */
export function pastDueSince(state: SubscriptionState): number | null {
  return state.status === "past_due" ? (state.unpaidAt[0] ?? state.updatedAt) : null;
}

/** Until when the plan stays although a payment is missing; null while none is. */
export function graceUntil(state: SubscriptionState): number | null {
  const since = pastDueSince(state);
  return since === null ? null : since + paymentGrace;
}

/** What one subscription entitles to. */
function planOf(state: SubscriptionState, now: number): AccountPlan {
  if (state.status === "ended") return "free";
  const until = graceUntil(state);
  return until === null || now < until ? state.plan : "free";
}

/** What an account's own subscriptions entitle it to: the best of them. */
export function planOfAll(states: readonly SubscriptionState[], now: number): AccountPlan {
  const plans = new Set(states.map((state) => planOf(state, now)));
  return (["family", "premium"] as const).find((plan) => plans.has(plan)) ?? "free";
}

/** The subscription that runs; of several, the one that the provider spoke of last. */
export function runningOf<State extends SubscriptionState>(states: readonly State[]): State | undefined {
  return states.filter(({ status }) => status !== "ended").toSorted((a, b) => b.updatedAt - a.updatedAt)[0];
}

export type CheckoutVerdict<State> =
  | { kind: "pay" }
  /** What runs already is changed, or paid for, where it is: nobody ends up with two. */
  | { kind: "manage"; running: State; changes: boolean }
  | { kind: "refused"; why: "subscribed" | "runs_elsewhere" | "family_pays" };

/** What becomes of a wish to subscribe. @param wish.provider who takes the money now */
export function judgeCheckout<State extends SubscriptionState & { provider: string }>(
  wish: { plan: PaidPlan; provider: string },
  states: readonly State[],
  account: { plan: AccountPlan; familyOwnerId: string | null },
): CheckoutVerdict<State> {
  const running = runningOf(states);
  if (!running)
    return account.familyOwnerId !== null && account.plan === "family" ? { kind: "refused", why: "family_pays" } : { kind: "pay" };
  if (running.plan === wish.plan && running.status === "active") return { kind: "refused", why: "subscribed" };
  if (running.provider !== wish.provider) return { kind: "refused", why: "runs_elsewhere" };
  return { kind: "manage", running, changes: running.plan !== wish.plan };
}

export const invoiceFactsSchema = z.object({
  subscriptionId: z.string().nullable(),
  number: z.string().nullable(),
  status: invoiceStatusSchema,
  /** In the currency's smallest unit. */
  amount: z.int(),
  /** ISO 4217, small letters. */
  currency: z.string(),
  issuedAt: z.int(),
  url: z.string().nullable(),
});
export type InvoiceFacts = z.infer<typeof invoiceFactsSchema>;
export type InvoiceState = InvoiceFacts & Dated;

export function followInvoice(known: InvoiceState | undefined, { id, at, facts }: Notice<InvoiceFacts>): InvoiceState {
  const replaces = !known || isNewer({ at, id, rank: invoiceRank[facts.status] }, { ...known, rank: invoiceRank[known.status] });
  return replaces ? { ...facts, updatedAt: at, updatedBy: id } : known;
}
