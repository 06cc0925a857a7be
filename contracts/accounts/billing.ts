/** `/accounts/v1/billing…` and `/accounts/v1/family…`: plans, invoices, who is on a family's plan. */
import { z } from "zod";
import { accountPlanSchema, invoiceStatusSchema, subscriptionStatusSchema } from "../../domain/plans.ts";
import { ticketSchema } from "./session.ts";

/** A price in the currency's smallest unit, each month. */
export const offerSchema = z.object({ plan: accountPlanSchema.exclude(["free"]), amount: z.int(), currency: z.string() });

/** `GET /accounts/v1/billing` */
export const billingSchema = z.object({
  /** Nothing is sold where the operator has no provider. */
  available: z.boolean(),
  offers: z.array(offerSchema),
  account_plan: accountPlanSchema,
  subscription: z
    .object({
      plan: accountPlanSchema.exclude(["free"]),
      status: subscriptionStatusSchema,
      period_ends_at: z.iso.datetime(),
      cancels_at_period_end: z.boolean(),
      /** A payment failed: the plan stays until then. */
      grace_until: z.iso.datetime().nullable(),
    })
    .nullable(),
});
export type Billing = z.infer<typeof billingSchema>;

/** `POST /accounts/v1/billing/checkout` → 201 redirect (contracts/accounts/apps.ts); `POST …/portal` → the same. */
export const checkoutRequestSchema = z.object({ plan: accountPlanSchema.exclude(["free"]) });

/** `GET /accounts/v1/billing/invoices`, newest first. */
export const invoiceListSchema = z.object({
  invoices: z.array(
    z.object({
      id: z.string(),
      number: z.string().nullable(),
      status: invoiceStatusSchema,
      amount: z.int(),
      currency: z.string(),
      issued_at: z.iso.datetime(),
      url: z.string().nullable(),
    }),
  ),
});
export type InvoiceList = z.infer<typeof invoiceListSchema>;

/**
 * `GET /accounts/v1/family` → Family; `POST …/invitations` `{email}` → 202; `POST …/join` `{ticket}` → 204;
 * `DELETE …/members/{id}` removes a member, or oneself → 204.
 */
export const familySchema = z.object({
  role: z.enum(["owner", "member", "none"]),
  members: z.array(z.object({ id: z.string(), display_name: z.string(), owner: z.boolean(), joined_at: z.iso.datetime() })),
  /** How many places are left, for the owner. */
  places: z.int().nonnegative(),
});
export type Family = z.infer<typeof familySchema>;
export const familyInvitationSchema = z.object({ email: z.email() });
export const familyJoinSchema = z.object({ ticket: ticketSchema });
