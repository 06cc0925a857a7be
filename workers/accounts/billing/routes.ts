/** `/accounts/v1/billing…` for the player's pages, and the webhooks `/billing/…` for providers. */
import { Hono, type Context } from "hono";
import { checkoutRequestSchema, type Billing, type InvoiceList } from "../../../contracts/accounts/billing.ts";
import type { RedirectResponse } from "../../../contracts/accounts/apps.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { listInvoices, readBilling, type BillingState } from "../../../d1/accounts/subscriptions.ts";
import type { SubscriptionRow } from "../../../d1/schema/accounts.ts";
import { graceUntil, runningOf } from "../../../domain/billing.ts";
import { parseBody } from "../../../frame/parse.ts";
import { offers } from "../../../operator/plans.ts";
import type { AccountsEnv } from "../env.ts";
import { applyNotice } from "./apply.ts";
import { beginCheckout } from "./checkout.ts";
import { openBilling, requireBilling } from "./open.ts";
import type { BillingProviderName } from "./provider.ts";

export const billing = new Hono<AccountsEnv>();

/** How many invoices are listed: eight years of months. */
const invoiceLimit = 100;

billing.get("/accounts/v1/billing", async (context) => {
  const { account, subscriptions } = await billingOf(context);
  const available = openBilling(context.env, context.get("services")) !== undefined;
  const body: Billing = {
    available,
    offers: available ? [...offers] : [],
    account_plan: account.plan,
    subscription: describe(runningOf(subscriptions)),
  };
  return context.json(body);
});

billing.post("/accounts/v1/billing/checkout", async (context) => {
  const { plan } = await parseBody(context, checkoutRequestSchema, { limitBytes: 1000 });
  const provider = requireBilling(context.env, context.get("services"));
  return answerRedirect(context, await beginCheckout(context.get("services"), provider, await billingOf(context), plan));
});

billing.post("/accounts/v1/billing/portal", async (context) => {
  const provider = requireBilling(context.env, context.get("services"));
  const { subscriptions } = await billingOf(context);
  const known = subscriptions.filter((row) => row.provider === provider.name).toSorted((a, b) => b.updatedAt - a.updatedAt);
  const customer = (runningOf(known) ?? known[0])?.customer;
  if (customer === undefined) throw new ClientError("not_found", { message: "You never subscribed to anything here." });
  return answerRedirect(context, await provider.portal({ customer, change: undefined }));
});

billing.get("/accounts/v1/billing/invoices", async (context) => {
  const invoices = await listInvoices(context.get("services").accounts, context.get("session").account.id, invoiceLimit);
  const body: InvoiceList = {
    invoices: invoices.map(({ id, number, status, amount, currency, issuedAt, url }) => ({
      id,
      number,
      status,
      amount,
      currency,
      issued_at: new Date(issuedAt).toISOString(),
      url,
    })),
  };
  return context.json(body);
});

billing.post("/billing/stripe", (context) => receive(context, "stripe"));
billing.post("/billing/local", (context) => receive(context, "local"));

/** Answers once everything is followed: a provider sends again what was not answered. */
async function receive(context: Context<AccountsEnv>, name: BillingProviderName): Promise<Response> {
  const provider = requireBilling(context.env, context.get("services"), name);
  for (const notice of await provider.parse(context.req.raw)) await applyNotice(context.get("services"), provider, notice);
  return context.json({ received: true });
}

async function billingOf(context: Context<AccountsEnv>): Promise<BillingState> {
  const state = await readBilling(context.get("services").accounts, context.get("session").account.id);
  if (!state) throw new ClientError("login_required");
  return state;
}

function describe(row: SubscriptionRow | undefined): Billing["subscription"] {
  if (!row) return null;
  const until = graceUntil(row);
  return {
    plan: row.plan,
    status: row.status,
    period_ends_at: new Date(row.periodEndsAt).toISOString(),
    cancels_at_period_end: row.cancelsAtPeriodEnd,
    grace_until: until === null ? null : new Date(until).toISOString(),
  };
}

function answerRedirect(context: Context<AccountsEnv>, redirect: string): Response {
  return context.json({ redirect } satisfies RedirectResponse, 201);
}
