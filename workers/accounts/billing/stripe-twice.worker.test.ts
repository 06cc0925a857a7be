/** What must not be paid twice, and what was: two pages of one account, and two notices of one second. */
import { afterEach, expect, test, vi } from "vitest";
import { redirectResponseSchema } from "../../../contracts/accounts/apps.ts";
import { listAudit } from "../../../d1/accounts/audit.ts";
import type { Browser } from "../support/browser.ts";
import { servicesAt } from "../support/oauth.ts";
import {
  billingOf,
  day,
  notify,
  openShop,
  openStandIn,
  refusal,
  seconds,
  start,
  subscriptionObject,
  type Sent,
} from "../support/stripe.ts";

afterEach(() => void vi.restoreAllMocks());

type Session = { id: string; status: "open" | "expired" | "complete"; subscription: string | null };
type Subscription = ReturnType<typeof subscriptionObject> & { created: number; latest_invoice: string };

/** Stripe, as far as it keeps checkouts and subscriptions. */
function standForStripe() {
  const sessions = new Map<string, Session>();
  const subscriptions = new Map<string, Subscription>();
  const sent: Sent[] = [];
  const answer = (name: string): object => {
    const [, method = "", kind, id = "", act] = /^(\w+) \/v1\/(checkout\/sessions|subscriptions)\/?([^/]*)\/?(\w*)$/.exec(name) ?? [];
    const session = sessions.get(id);
    const subscription = subscriptions.get(id);
    if (kind === "checkout/sessions" && id === "") {
      const next: Session = { id: `cs_${sessions.size + 1}`, status: "open", subscription: null };
      sessions.set(next.id, next);
      return { ...next, url: `https://checkout.stripe.com/c/pay/${next.id}` };
    }
    if (session && act === "expire") {
      if (session.status !== "open") return refusal();
      session.status = "expired";
    }
    if (subscription && method === "DELETE") subscription["status"] = "canceled";
    return (kind === "subscriptions" ? subscription : session) ?? refusal();
  };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const name = `${init?.method ?? "GET"} ${new URL(input instanceof Request ? input.url : String(input)).pathname}`;
    const known = {
      "GET /v1/invoice_payments": {
        object: "list",
        data: [{ payment: { type: "payment_intent", payment_intent: "pi_2" } }],
        has_more: false,
      },
      "POST /v1/refunds": { id: "re_1", object: "refund", amount: 999 },
    };
    const standIn = openStandIn(name in known ? known : name.endsWith("/prices") ? {} : { [name]: () => answer(name) });
    const response = await standIn.fetch(input, init);
    sent.push(...standIn.sent);
    return response;
  });
  const asked = () => sent.filter(({ path }) => path !== "/v1/prices").map(({ method, path }) => `${method} ${path.slice("/v1/".length)}`);
  return { sessions, subscriptions, sent, asked };
}

async function checkOut(browser: Browser, plan = "premium"): Promise<string | number> {
  const response = await browser.send("POST", "/accounts/v1/billing/checkout", { body: { plan } });
  if (response.status !== 201) return response.status;
  return redirectResponseSchema.parse(await response.json()).redirect.slice("https://checkout.stripe.com/c/pay/".length);
}

const open = (sessions: Map<string, Session>) => [...sessions.values()].filter(({ status }) => status === "open").map(({ id }) => id);

test("a page to pay on is closed before another is opened", async () => {
  const { sessions } = standForStripe();
  const { browser } = await openShop();
  expect([await checkOut(browser), await checkOut(browser, "family"), await checkOut(browser)]).toEqual(["cs_1", "cs_2", "cs_3"]);
  expect(open(sessions)).toEqual(["cs_3"]);
});

test("of many that begin to pay at once, one page is left open, and only its address is told", async () => {
  const { sessions } = standForStripe();
  const { browser } = await openShop();
  await checkOut(browser);
  const answers = await Promise.all([1, 2, 3, 4].map(() => checkOut(browser)));
  const told = answers.filter((answer) => answer !== 409);
  expect(open(sessions)).toEqual(told.slice(-1));
});

test("who has just paid is led to no other page, also before Stripe's notice came", async () => {
  const { sessions } = standForStripe();
  const { browser, accountId } = await openShop();
  await checkOut(browser);
  sessions.set("cs_1", { id: "cs_1", status: "complete", subscription: `sub_${accountId}` });
  expect(await checkOut(browser)).toBe(409);
  const type = "customer.subscription.updated";
  await notify(browser, { id: `evt_${accountId}_1`, type, at: start, object: subscriptionObject(accountId) });
  expect(await checkOut(browser)).toBe(409);
  await notify(browser, {
    id: `evt_${accountId}_2`,
    type,
    at: start + 1000,
    object: subscriptionObject(accountId, { status: "canceled" }),
  });
  expect(await checkOut(browser)).toBe("cs_2");
});

test("what was paid on a second page is given back and ended, and the first stays", async () => {
  const { subscriptions, asked, sent } = standForStripe();
  const { browser, accountId } = await openShop();
  const make = (name: string, created: number) => {
    const id = `sub_${accountId}_${name}`;
    const made = { ...subscriptionObject(accountId, { id }), id, created, latest_invoice: `in_${name}` };
    subscriptions.set(id, made);
    return made;
  };
  const [first, second] = [make("first", seconds(start)), make("second", seconds(start) + 60)];
  const told = (object: Subscription, at: number, again = "") =>
    notify(browser, { id: `evt_${object.id}${again}`, type: "customer.subscription.created", at, object });
  // Whichever Stripe speaks of first.
  expect(await told(second, start + 60_000)).toBe(200);
  expect(asked()).toEqual([]);
  expect(await told(first, start)).toBe(200);
  expect(asked()).toEqual([
    `GET subscriptions/${first.id}`,
    `GET subscriptions/${second.id}`,
    "GET invoice_payments",
    "POST refunds",
    `DELETE subscriptions/${second.id}`,
  ]);
  const refund = sent.find(({ path }) => path === "/v1/refunds");
  expect([refund?.body, refund?.headers.get("idempotency-key")]).toEqual([{ payment_intent: "pi_2", reason: "duplicate" }, "surplus-pi_2"]);
  const entries = await listAudit(servicesAt(start).accounts, accountId, 10);
  const entry = entries.find(({ action }) => action === "second_subscription_refunded");
  expect(entry?.detail).toEqual({ subscription: second.id, refunded: 999 });
  // Stripe says so itself, and nothing is given back again.
  await told(second, start + 120_000, "_ended");
  await told(first, start + 180_000, "_again");
  expect(asked().filter((request) => request === "POST refunds")).toHaveLength(1);
  expect(await billingOf(browser)).toMatchObject({ account_plan: "premium", subscription: { status: "active" } });
});

test("of two notices of one second that differ, neither is believed: the subscription is read again", async () => {
  for (const order of [
    [false, true],
    [true, false],
  ]) {
    const { subscriptions, asked } = standForStripe();
    const { browser, accountId } = await openShop(start + day);
    const type = "customer.subscription.updated";
    const id = `sub_${accountId}`;
    subscriptions.set(id, {
      ...subscriptionObject(accountId, { cancel_at_period_end: true }),
      created: seconds(start),
      latest_invoice: "in_1",
    });
    for (const [index, cancels] of order.entries()) {
      const object = subscriptionObject(accountId, { cancel_at_period_end: cancels });
      expect(await notify(browser, { id: `evt_${accountId}_${index}`, type, at: start, object }, { signedAt: start + day })).toBe(200);
    }
    expect(asked()).toEqual([`GET subscriptions/${id}`]);
    expect((await billingOf(browser)).subscription?.cancels_at_period_end).toBe(true);
    vi.restoreAllMocks();
  }
});
