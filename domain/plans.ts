/** What listeners subscribe to, and what it entitles them to. */
import { z } from "zod";
import type { Plan } from "./ladder.ts";

export const accountPlanSchema = z.enum(["free", "premium", "family"]);
export type AccountPlan = z.infer<typeof accountPlanSchema>;

export const paidPlanSchema = accountPlanSchema.exclude(["free"]);
export type PaidPlan = z.infer<typeof paidPlanSchema>;

/** A month's price in the currency's smallest unit (ISO 4217, small letters). */
export type Offer = { plan: PaidPlan; amount: number; currency: string };

/** People on one family plan, its owner among them. */
export const familySize = 6;

export const subscriptionStatusSchema = z.enum(["active", "past_due", "ended"]);
export type SubscriptionStatus = z.infer<typeof subscriptionStatusSchema>;

export const invoiceStatusSchema = z.enum(["open", "paid", "failed", "void"]);
export type InvoiceStatus = z.infer<typeof invoiceStatusSchema>;

/** What a plan lets its listener hear: a family's members hear what premium does. */
export function entitledPlan(plan: AccountPlan): Plan {
  return plan === "free" ? "free" : "premium";
}
