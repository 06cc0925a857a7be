/** `/accounts/v1/billing…` and `/accounts/v1/family…`: plans, invoices, who is on a family's plan. */
import { z } from "zod";
import { emailSchema } from "../../domain/account.ts";
import { accountPlanSchema, invoiceStatusSchema, paidPlanSchema, subscriptionStatusSchema } from "../../domain/plans.ts";

/** A price in the currency's smallest unit, each month. */
export const offerSchema = z.object({ plan: paidPlanSchema, amount: z.int(), currency: z.string() });

/** `GET /accounts/v1/billing` */
export const billingSchema = z.object({
  /** Nothing is sold where the operator has no provider. */
  available: z.boolean(),
  offers: z.array(offerSchema),
  account_plan: accountPlanSchema,
  subscription: z
    .object({
      plan: paidPlanSchema,
      status: subscriptionStatusSchema,
      period_ends_at: z.iso.datetime(),
      cancels_at_period_end: z.boolean(),
      /** A payment failed: the plan stays until then. */
      grace_until: z.iso.datetime().nullable(),
    })
    .nullable(),
});
export type Billing = z.infer<typeof billingSchema>;

/**
 * `POST /accounts/v1/billing/checkout` → 201 redirect (contracts/accounts/apps.ts): where to pay; where something runs already or is
 * due, where to change or pay that. `POST …/portal` → the same: where to cancel and to change cards; `not_found` for who never subscribed.
 * Both lead back to /account/plan, with `?checkout=done` or `?checkout=cancelled`; then the session is to be renewed.
 * `conflict`: subscribed to that plan already, or the family pays; `not_found`: nothing is sold here.
 */
export const checkoutRequestSchema = z.object({ plan: paidPlanSchema });

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
 * `GET /accounts/v1/family` → Family; `POST …/invitations` `{email}` → 202; `POST …/join` (ticketRequestSchema) → 204;
 * `DELETE …/members/{id}` removes a member, or oneself → 204, also when they are gone already.
 * `conflict`: to invite, no family plan or no place left; to join, no place left, the owner's plan has ended, the
 * invitation brought somebody in already, or a plan of one's own. `gone`: the invitation expired.
 */
export const familySchema = z.object({
  role: z.enum(["owner", "member", "none"]),
  members: z.array(z.object({ id: z.string(), display_name: z.string(), owner: z.boolean(), joined_at: z.iso.datetime() })),
  /** How many places are left, for the owner. */
  places: z.int().nonnegative(),
});
export type Family = z.infer<typeof familySchema>;
export const familyInvitationSchema = z.object({ email: emailSchema });
