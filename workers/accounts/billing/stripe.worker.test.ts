import { expect, test } from "vitest";
import {
  billingOf,
  day,
  eventOf,
  invoiceObject,
  invoicesOf,
  notify,
  openShop,
  openStandIn,
  prices,
  secrets,
  start,
  subscriptionObject,
  type Told,
} from "../support/stripe.ts";
import { openStripe } from "./stripe.ts";

const open = (standIn: { fetch: typeof fetch }) =>
  openStripe({ secrets, prices, origin: "https://music.example", now: start, fetch: standIn.fetch });

test("a checkout is a subscription to the plan's price, which names the account wherever Stripe speaks of it", async () => {
  const standIn = openStandIn();
  const page = await open(standIn).checkout({ accountId: "an-account", email: "a@b.example", plan: "premium", customer: undefined });
  expect(page).toEqual({ id: "cs_1", url: "https://checkout.stripe.com/c/pay/cs_1" });
  expect(standIn.sent.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["GET", "/v1/prices", { "lookup_keys[0]": "nearfield_premium", active: "true", limit: "1" }],
    [
      "POST",
      "/v1/checkout/sessions",
      {
        mode: "subscription",
        "line_items[0][price]": "price_premium",
        "line_items[0][quantity]": "1",
        client_reference_id: "an-account",
        "metadata[nearfield_account]": "an-account",
        "subscription_data[metadata][nearfield_account]": "an-account",
        customer_email: "a@b.example",
        success_url: "https://music.example/account/plan?checkout=done",
        cancel_url: "https://music.example/account/plan?checkout=cancelled",
      },
    ],
  ]);
  expect(standIn.sent.map(({ headers }) => headers.get("authorization"))).toEqual(["Bearer sk_test_nearfield", "Bearer sk_test_nearfield"]);
  expect(standIn.sent[1]?.headers.get("stripe-version")).toMatch(/^\d{4}-\d\d-\d\d/);
});

test("a price that is named by its id is not looked for, and a customer of before stays the same customer", async () => {
  const standIn = openStandIn();
  await open(standIn).checkout({ accountId: "an-account", email: "a@b.example", plan: "family", customer: "cus_1" });
  expect(standIn.sent).toHaveLength(1);
  expect(standIn.sent[0]?.body).toMatchObject({ "line_items[0][price]": "price_family", customer: "cus_1" });
  expect(standIn.sent[0]?.body).not.toHaveProperty("customer_email");
});

test("the portal is the customer's, and leads straight to a change of plan where one is wished", async () => {
  const standIn = openStandIn();
  expect(await open(standIn).portal({ customer: "cus_1", change: undefined })).toBe("https://billing.stripe.com/p/session/1");
  await open(standIn).portal({ customer: "cus_1", change: "sub_1" });
  expect(standIn.sent.map(({ body }) => body)).toEqual([
    { customer: "cus_1", return_url: "https://music.example/account/plan" },
    {
      customer: "cus_1",
      return_url: "https://music.example/account/plan",
      "flow_data[type]": "subscription_update",
      "flow_data[subscription_update][subscription]": "sub_1",
    },
  ]);
});

test("what is missing to use Stripe is named at the first use, and Stripe's troubles are passing ones", async () => {
  const bare = openStripe({ secrets: "{}", prices, origin: "https://music.example", now: start });
  await expect(bare.portal({ customer: "cus_1", change: undefined })).rejects.toThrow("STRIPE_SECRETS lacks secret_key or webhook_secret");
  const order = { accountId: "an-account", email: "a@b.example", plan: "premium", customer: undefined } as const;
  const priceless = openStandIn({ "GET /v1/prices": { object: "list", data: [], has_more: false } });
  await expect(open(priceless).checkout(order)).rejects.toThrow("lookup key nearfield_premium (STRIPE_PRICES)");
  const down = { fetch: () => Promise.reject(new TypeError("no route")) };
  await expect(open(down).portal({ customer: "cus_1", change: undefined })).rejects.toMatchObject({ code: "overloaded" });
});

test("Stripe's events, in whatever order, say what a listener has and what they paid", async () => {
  const { browser, accountId } = await openShop(start + 3 * day);
  const told = (id: string, type: string, at: number, object: object): Told => ({ id: `evt_${accountId}_${id}`, type, at, object });
  const session = {
    id: "cs_1",
    object: "checkout.session",
    mode: "subscription",
    customer: `cus_${accountId}`,
    client_reference_id: accountId,
  };
  const events = [
    told("1", "customer.subscription.created", start, subscriptionObject(accountId, { status: "incomplete" })),
    told("2", "invoice.finalized", start, invoiceObject(accountId)),
    told("3", "invoice.paid", start + 1000, invoiceObject(accountId, { status: "paid" })),
    told("4", "customer.subscription.updated", start + 1000, subscriptionObject(accountId)),
    told("5", "checkout.session.completed", start + 1000, session),
    told("6", "customer.subscription.updated", start + day, subscriptionObject(accountId, { cancel_at_period_end: true })),
    told("7", "customer.updated", start + day, { id: `cus_${accountId}`, object: "customer" }),
  ];
  for (const event of [...events.toReversed(), ...events]) expect(await notify(browser, event, { signedAt: start + 3 * day })).toBe(200);
  expect(await billingOf(browser)).toMatchObject({
    account_plan: "premium",
    subscription: {
      plan: "premium",
      status: "active",
      period_ends_at: new Date(start + 30 * day).toISOString(),
      cancels_at_period_end: true,
    },
  });
  expect(await invoicesOf(browser)).toEqual([
    {
      id: `in_${accountId}`,
      number: "N-0001",
      status: "paid",
      amount: 999,
      currency: "eur",
      issued_at: new Date(start).toISOString(),
      url: "https://invoice.stripe.com/i/1",
    },
  ]);
});

test.each([
  ["past_due", "premium", "past_due"],
  ["unpaid", "premium", "past_due"],
  ["trialing", "premium", "active"],
  ["canceled", "free", undefined],
  ["paused", "free", undefined],
  ["incomplete", "free", undefined],
  ["incomplete_expired", "free", undefined],
])("a subscription that is %s at Stripe makes the account %s", async (status, plan, ours) => {
  const { browser, accountId } = await openShop();
  const type = status === "canceled" ? "customer.subscription.deleted" : "customer.subscription.updated";
  expect(await notify(browser, { id: `evt_${accountId}`, type, at: start, object: subscriptionObject(accountId, { status }) })).toBe(200);
  const billing = await billingOf(browser);
  expect([billing.account_plan, billing.subscription?.status]).toEqual([plan, ours]);
});

test("what failed and what was voided is told apart", async () => {
  const { browser, accountId } = await openShop();
  const after = async (type: string, at: number, status: string) => {
    await notify(browser, { id: `evt_${accountId}_${at}`, type, at, object: invoiceObject(accountId, { status }) });
    return (await invoicesOf(browser)).map((invoice) => invoice.status);
  };
  expect(await after("invoice.payment_failed", start, "open")).toEqual(["failed"]);
  expect(await after("invoice.marked_uncollectible", start + 2000, "uncollectible")).toEqual(["failed"]);
  expect(await after("invoice.voided", start + 3000, "void")).toEqual(["void"]);
});

test("a subscription whose metadata is gone is its customer's; one to something else is nobody's", async () => {
  const { browser, accountId } = await openShop();
  const told = (id: string, object: object): Told => ({
    id: `evt_${accountId}_${id}`,
    type: "customer.subscription.updated",
    at: start,
    object,
  });
  const session = {
    id: "cs_1",
    object: "checkout.session",
    mode: "subscription",
    customer: `cus_${accountId}`,
    client_reference_id: accountId,
  };
  const bare = { ...subscriptionObject(undefined), id: `sub_${accountId}`, customer: `cus_${accountId}` };
  expect(await notify(browser, told("a", bare))).toBe(200);
  expect((await billingOf(browser)).account_plan).toBe("free");
  await notify(browser, { id: `evt_${accountId}_s`, type: "checkout.session.completed", at: start, object: session });
  expect(await notify(browser, told("b", bare))).toBe(200);
  expect((await billingOf(browser)).account_plan).toBe("premium");

  const other = await openShop();
  const toys = subscriptionObject(other.accountId, {}, { id: "price_toys", lookup_key: null });
  expect(
    await notify(other.browser, { id: `evt_${other.accountId}`, type: "customer.subscription.created", at: start, object: toys }),
  ).toBe(200);
  expect((await billingOf(other.browser)).subscription).toBe(null);
});

test("nobody but Stripe is believed, and nothing that was signed long ago", async () => {
  const { browser, accountId } = await openShop();
  const told: Told = { id: `evt_${accountId}`, type: "customer.subscription.updated", at: start, object: subscriptionObject(accountId) };
  expect(await notify(browser, told, { secret: "whsec_other" })).toBe(403);
  expect(await notify(browser, told, { change: "{}" })).toBe(403);
  expect(await notify(browser, told, { signedAt: start - 301_000 })).toBe(403);
  expect((await browser.send("POST", "/billing/stripe", { body: eventOf(told) })).status).toBe(403);
  expect((await browser.send("POST", "/billing/local", { body: {} })).status).toBe(404);
  expect((await billingOf(browser)).account_plan).toBe("free");
  expect(await notify(browser, told, { signedAt: start - 299_000 })).toBe(200);
});
