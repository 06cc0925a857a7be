/** A service that bills by Stripe, a stand-in for Stripe's API, and Stripe's events, signed by the library's own helper. */
import { Stripe } from "stripe";
import { billingSchema, invoiceListSchema } from "../../../contracts/accounts/billing.ts";
import { openBrowser, type Browser } from "./browser.ts";
import { openListener } from "./listener.ts";

export const start = Date.UTC(2026, 10, 1);
export const day = 24 * 3600 * 1000;
export const seconds = (time: number) => Math.floor(time / 1000);
export const secrets = JSON.stringify({ secret_key: "sk_test_nearfield", webhook_secret: "whsec_nearfield" });
export const prices = JSON.stringify({ premium: "nearfield_premium", family: "price_family" });
const bindings = { BILLING: "stripe", STRIPE_SECRETS: secrets, STRIPE_PRICES: prices };

export type Sent = { method: string; path: string; headers: Headers; body: Record<string, string> };

/** What Stripe answers where there is no such thing, or where it is too late for it. */
export const refusal = () => Response.json({ error: { type: "invalid_request_error", message: "No." } }, { status: 400 });

type Answer = object | (() => object);

/** Stands in for Stripe's API: keeps what is sent, and answers with the shapes of https://docs.stripe.com/api. */
export function openStandIn(answers: Record<string, Answer> = {}): { sent: Sent[]; fetch: typeof fetch } {
  const sent: Sent[] = [];
  const standard: Record<string, Answer> = {
    "GET /v1/prices": {
      object: "list",
      data: [{ id: "price_premium", object: "price", lookup_key: "nearfield_premium" }],
      has_more: false,
    },
    "POST /v1/checkout/sessions": { id: "cs_1", object: "checkout.session", url: "https://checkout.stripe.com/c/pay/cs_1" },
    "POST /v1/billing_portal/sessions": { id: "bps_1", object: "billing_portal.session", url: "https://billing.stripe.com/p/session/1" },
  };
  return {
    sent,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { pathname, searchParams } = new URL(request.url);
      const body = new URLSearchParams(request.method === "GET" ? searchParams : await request.text());
      sent.push({ method: request.method, path: pathname, headers: request.headers, body: Object.fromEntries(body) });
      const name = `${request.method} ${pathname}`;
      const answer = answers[name] ?? standard[name] ?? refusal;
      const said = typeof answer === "function" ? answer() : answer;
      return said instanceof Response ? said : Response.json(said);
    },
  };
}

/** A listener's browser on a service that bills by Stripe. */
export async function openShop(now = start): Promise<{ browser: Browser; accountId: string }> {
  const clock = { now };
  const { browser: loggedIn, account } = await openListener({ clock });
  const browser = openBrowser({ clock, bindings });
  for (const [name, value] of loggedIn.cookies) browser.cookies.set(name, value);
  return { browser, accountId: account.id };
}

export type Told = { id: string; type: string; at: number; object: object };

export const eventOf = ({ id, type, at, object }: Told) => ({
  id,
  object: "event",
  api_version: "2026-10-28.endive",
  created: seconds(at),
  data: { object },
  livemode: false,
  pending_webhooks: 1,
  request: { id: null, idempotency_key: null },
  type,
});

/** Sends an event as Stripe does, signed by the library's own helper. */
export async function notify(
  browser: Browser,
  told: Told,
  options: { secret?: string; signedAt?: number; change?: string } = {},
): Promise<number> {
  const event = eventOf(told);
  const payload = JSON.stringify(event);
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload: options.change ?? payload,
    secret: options.secret ?? "whsec_nearfield",
    timestamp: seconds(options.signedAt ?? start),
    cryptoProvider: Stripe.createSubtleCryptoProvider(),
  });
  return (await browser.send("POST", "/billing/stripe", { body: event, headers: { "stripe-signature": signature } })).status;
}

/** https://docs.stripe.com/api/subscriptions/object */
export function subscriptionObject(accountId: string | undefined, change: object = {}, price: object = {}) {
  return {
    id: `sub_${accountId}`,
    object: "subscription",
    cancel_at: null,
    cancel_at_period_end: false,
    customer: `cus_${accountId}`,
    items: {
      object: "list",
      data: [
        {
          id: "si_1",
          object: "subscription_item",
          current_period_start: seconds(start),
          current_period_end: seconds(start + 30 * day),
          price: { id: "price_premium", object: "price", lookup_key: "nearfield_premium", ...price },
          quantity: 1,
        },
      ],
    },
    metadata: accountId === undefined ? {} : { nearfield_account: accountId },
    status: "active",
    ...change,
  };
}

/** https://docs.stripe.com/api/invoices/object */
export function invoiceObject(accountId: string, change: object = {}) {
  return {
    id: `in_${accountId}`,
    object: "invoice",
    created: seconds(start),
    currency: "eur",
    customer: `cus_${accountId}`,
    hosted_invoice_url: "https://invoice.stripe.com/i/1",
    number: "N-0001",
    parent: {
      type: "subscription_details",
      quote_details: null,
      subscription_details: { metadata: { nearfield_account: accountId }, subscription: `sub_${accountId}` },
    },
    status: "open",
    status_transitions: { finalized_at: seconds(start), marked_uncollectible_at: null, paid_at: null, voided_at: null },
    total: 999,
    ...change,
  };
}

export const billingOf = async (browser: Browser) => billingSchema.parse(await (await browser.send("GET", "/accounts/v1/billing")).json());
export const invoicesOf = async (browser: Browser) =>
  invoiceListSchema.parse(await (await browser.send("GET", "/accounts/v1/billing/invoices")).json()).invoices;
