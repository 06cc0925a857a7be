import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { findGracesEnded, recordBillingChange } from "../../../d1/accounts/subscriptions.ts";
import { openDatabases } from "../../../d1/databases.ts";
import type { SubscriptionRow } from "../../../d1/schema/accounts.ts";
import { openSeal } from "../seal.ts";
import { openBrowser } from "../support/browser.ts";
import { declined, failsLater, good, loopback, openCustomer, site, sweep } from "../support/customer.ts";
import { auditOf, openListener } from "../support/listener.ts";
import { subscribe as subscribeAt } from "./local-customer.ts";
import { localSignatureHeader, signNotices } from "./local.ts";
import type { BillingNotice } from "./provider.ts";

const day = 24 * 3600 * 1000;
const start = Date.UTC(2026, 10, 1);

test("a listener subscribes, and hears premium with the next token", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  expect(await customer.billing()).toMatchObject({ available: true, account_plan: "free", subscription: null });
  const path = await customer.visit("checkout", { plan: "premium" });
  const page = await customer.browser.send("GET", path);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';.*form-action 'self'/);
  expect(await page.text()).toContain("€9.99");

  const paid = await customer.browser.send("POST", path, { body: new URLSearchParams({ card: good }) });
  expect([paid.status, paid.headers.get("location")]).toEqual([303, `${site}/account/plan?checkout=done`]);
  expect(await customer.billing()).toMatchObject({
    account_plan: "premium",
    subscription: {
      plan: "premium",
      status: "active",
      period_ends_at: new Date(start + 30 * day).toISOString(),
      cancels_at_period_end: false,
      grace_until: null,
    },
  });
  expect(await customer.session()).toMatchObject({ plan: "premium", listener: { account_plan: "premium" } });
  expect(await customer.invoices()).toMatchObject([
    { status: "paid", amount: 999, currency: "eur", issued_at: new Date(start).toISOString() },
  ]);
  expect(await auditOf(customer.account)).toEqual(["plan_changed"]);
});

test("a card that is declined, or none, changes nothing and is told so", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  const path = await customer.visit("checkout", { plan: "premium" });
  for (const [card, words] of [
    [declined, "declined"],
    ["4111 1111 1111 1111", "declined"],
    ["4242 4242 4242 4241", "not valid"],
    ["", "not valid"],
  ] as const) {
    const response = await customer.browser.send("POST", path, { body: new URLSearchParams({ card }) });
    expect([card, response.status]).toEqual([card, 402]);
    expect(await response.text()).toContain(words);
  }
  expect(await customer.billing()).toMatchObject({ account_plan: "free", subscription: null });
});

test("paying twice on one page is paying once", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  const path = await customer.visit("checkout", { plan: "premium" });
  const answers = await Promise.all(
    [good, good, good].map((card) => customer.browser.send("POST", path, { body: new URLSearchParams({ card }) })),
  );
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(await customer.invoices()).toHaveLength(1);
  expect(await auditOf(customer.account)).toEqual(["plan_changed"]);
  const again = await customer.browser.send("POST", "/accounts/v1/billing/checkout", { body: { plan: "premium" } });
  expect([again.status, await again.json()]).toMatchObject([409, { error: { reason: "conflict" } }]);
});

test("a payment fails: the plan stays for seven days, then it is free, and a payment brings it back", async () => {
  const clock = { now: start };
  const customer = await openCustomer({ clock });
  await customer.subscribe("premium", failsLater);
  clock.now += 30 * day;
  await customer.press("next_period");
  const failed = clock.now;
  expect(await customer.billing()).toMatchObject({
    account_plan: "premium",
    subscription: { status: "past_due", grace_until: new Date(failed + 7 * day).toISOString() },
  });
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["failed", "paid"]);

  clock.now = failed + 7 * day - 1;
  await sweep(clock);
  expect(await customer.session()).toMatchObject({ plan: "premium" });
  clock.now = failed + 7 * day;
  await sweep(clock);
  await sweep(clock);
  expect(await customer.session()).toMatchObject({ plan: "free" });
  expect(await auditOf(customer.account)).toEqual(["plan_changed", "plan_changed"]);

  // What is missing is paid where the subscription is, not by a second one.
  expect(await customer.visit("checkout", { plan: "premium" })).toMatch(/^\/dev\/billing\//);
  await customer.press("pay");
  expect(await customer.billing()).toMatchObject({ account_plan: "premium", subscription: { status: "active", grace_until: null } });
  expect((await customer.invoices()).map(({ status }) => status)).toEqual(["paid", "paid"]);
});

test("a listener cancels, thinks better of it, cancels again, and is free when the period is over", async () => {
  const clock = { now: start };
  const customer = await openCustomer({ clock });
  await customer.subscribe("premium");
  await customer.press("cancel");
  expect(await customer.billing()).toMatchObject({ account_plan: "premium", subscription: { cancels_at_period_end: true } });
  await customer.press("resume");
  expect(await customer.billing()).toMatchObject({ subscription: { cancels_at_period_end: false } });
  await customer.press("cancel");
  await customer.press("next_period");
  expect(await customer.billing()).toMatchObject({ account_plan: "free", subscription: null });
  expect(await customer.visit("portal")).toMatch(/^\/dev\/billing\//);
  await customer.subscribe("family");
  expect(await customer.billing()).toMatchObject({ account_plan: "family", subscription: { plan: "family" } });
});

test("collecting is given up: the subscription ends; a plan is switched where it runs", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  await customer.subscribe("premium");
  await customer.press("switch_plan");
  expect(await customer.billing()).toMatchObject({ account_plan: "family", subscription: { plan: "family" } });
  await customer.press("let_payments_fail");
  await customer.press("next_period");
  await customer.press("next_period");
  expect(await customer.billing()).toMatchObject({ account_plan: "family", subscription: { status: "past_due" } });
  await customer.press("give_up");
  expect(await customer.billing()).toMatchObject({ account_plan: "free", subscription: null });
});

test("a button on a page that was left open does nothing", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  await customer.subscribe("premium");
  const path = await customer.visit("portal");
  await customer.press("let_payments_fail");
  const response = await customer.browser.send("POST", path, { body: new URLSearchParams({ act: "next_period", revision: "1" }) });
  expect(response.status).toBe(303);
  expect(await customer.invoices()).toHaveLength(1);
  const nonsense = await customer.browser.send("POST", path, { body: new URLSearchParams({ act: "steal", revision: "2" }) });
  expect(nonsense.status).toBe(400);
});

test("another site's form buys and cancels nothing", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  const path = await customer.visit("checkout", { plan: "premium" });
  for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }]) {
    const response = await customer.browser.send("POST", path, { body: new URLSearchParams({ card: good }), headers });
    expect(response.status).toBe(403);
  }
  expect(await customer.billing()).toMatchObject({ account_plan: "free" });
});

test("a form that names no length is read no further than a form is long", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  const path = await customer.visit("checkout", { plan: "premium" });
  const body = new TextEncoder().encode(`card=${"4".repeat(20_000)}`);
  expect((await customer.browser.send("POST", path, { body })).status).toBe(413);
});

test("a grace that ended takes no place of others, though its account has the plan from elsewhere", async () => {
  const accounts = openDatabases(env, env.ACCOUNTS_SLICES);
  const { account } = await openCustomer({ clock: { now: start } });
  const row = (id: string, pastDueSince: number | null): SubscriptionRow => ({
    id: `${id}-${account.id}`,
    accountId: account.id,
    provider: "local",
    customer: "c",
    plan: "premium",
    status: pastDueSince === null ? "active" : "past_due",
    periodEndsAt: start + 30 * day,
    cancelsAtPeriodEnd: false,
    pastDueSince,
    updatedAt: start,
    updatedBy: id,
    paidAt: start - day,
    unpaidAt: pastDueSince === null ? [] : [pastDueSince],
  });
  const record = (id: string, revision: number, subscription: SubscriptionRow) =>
    recordBillingChange(accounts, {
      accountId: account.id,
      revision,
      event: { id, type: "t" },
      subscription,
      account: { plan: "premium" },
      now: start,
    });
  await record(`one-${account.id}`, 0, row("one", start));
  await record(`two-${account.id}`, 1, row("two", null));
  const due = async () => {
    const found = await Promise.all(accounts.all().map((database) => findGracesEnded(database, start + day, 100)));
    return found.flat().filter(({ accountId }) => accountId === account.id).length;
  };
  expect(await due()).toBe(1);
  await sweep({ now: start + 8 * day });
  expect(await due()).toBe(0);
});

test("of two pages that were open before either was paid on, one is paid", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  const pages = [await customer.visit("checkout", { plan: "premium" }), await customer.visit("checkout", { plan: "family" })];
  for (const path of pages) await customer.browser.send("POST", path, { body: new URLSearchParams({ card: good }) });
  expect(await customer.billing()).toMatchObject({ account_plan: "premium" });
  expect(await customer.invoices()).toHaveLength(1);
});

test("addresses of pages are nobody's to make, and end after an hour", async () => {
  const clock = { now: start };
  const customer = await openCustomer({ clock });
  const path = await customer.visit("checkout", { plan: "premium" });
  const status = async (address: string) => (await customer.browser.send("GET", address)).status;
  expect(await status(path.replace(".premium.", ".family."))).toBe(404);
  expect(await status(path.replace("checkout", "billing"))).toBe(404);
  expect(await status("/dev/checkout/x")).toBe(404);
  clock.now += 3600_000;
  expect(await status(path)).toBe(404);
});

/** Notices of a whole story, as the provider would send them. */
function story(accountId: string): BillingNotice[] {
  const { customer, notices } = subscribeAt({ id: accountId, accountId, plan: "premium", card: { last4: "4242", pays: true } }, start);
  const facts = { ...customer.facts, periodEndsAt: start + 60 * day };
  const about = { customer: customer.id, accountId, type: "subscription.updated" };
  const said = (id: string, at: number, change: object): BillingNotice => ({
    kind: "subscription",
    subscriptionId: `sub-${accountId}`,
    ...about,
    id: `${accountId}-${id}`,
    at: start + at,
    facts: { ...facts, ...change },
  });
  return [
    ...notices,
    said("failed", day, { status: "past_due" }),
    said("failed again", 2 * day, { status: "past_due" }),
    said("paid", 3 * day, {}),
    said("failed later", 4 * day, { status: "past_due" }),
    said("same moment", 4 * day, { status: "past_due", cancelsAtPeriodEnd: true }),
  ];
}

test("the webhook follows notices that come twice, in any order, and all at once, to the same end", async () => {
  const clock = { now: start + 5 * day };
  const seal = openSeal(env.SESSION_KEYS);
  const ends = new Set<string>();
  for (const order of [(list: BillingNotice[]) => list, (list: BillingNotice[]) => list.toReversed(), "together"] as const) {
    const customer = await openCustomer({ clock });
    const deliver = async (notice: BillingNotice): Promise<number> => {
      const request = await signNotices({ seal, origin: site }, [notice]);
      const headers = { [localSignatureHeader]: request.headers.get(localSignatureHeader) ?? "" };
      return (await customer.browser.send("POST", "/billing/local", { body: await request.json(), headers })).status;
    };
    const all = story(customer.account.id);
    if (order === "together") {
      // Who always comes too late is told to come again, as a provider does.
      const twice = [...all, ...all].toReversed();
      const statuses = await Promise.all(twice.map(deliver));
      expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
      for (const notice of all) expect(await deliver(notice)).toBe(200);
    } else {
      for (const notice of order([...all, ...all])) expect(await deliver(notice)).toBe(200);
    }
    const { account_plan, subscription } = await customer.billing();
    ends.add(JSON.stringify([account_plan, subscription, (await customer.invoices()).map(({ status, amount }) => [status, amount])]));
  }
  expect([...ends]).toEqual([
    JSON.stringify([
      "premium",
      {
        plan: "premium",
        status: "past_due",
        period_ends_at: new Date(start + 60 * day).toISOString(),
        cancels_at_period_end: true,
        grace_until: new Date(start + 11 * day).toISOString(),
      },
      [["paid", 999]],
    ]),
  ]);
});

test("nobody but the provider is believed", async () => {
  const { browser, account } = await openCustomer({ clock: { now: start } });
  const seal = openSeal(env.SESSION_KEYS);
  const request = await signNotices({ seal, origin: site }, story(account.id));
  const signature = request.headers.get(localSignatureHeader) ?? "";
  const body: unknown = await request.json();
  const statuses: number[] = [];
  for (const [header, sent] of [
    ["", body],
    [signature, { notices: [] }],
    [`${"0".repeat(64)}${signature.slice(64)}`, body],
    [await seal.seal("another purpose", signature.slice(0, 64)), body],
  ] as const)
    statuses.push((await browser.send("POST", "/billing/local", { body: sent, headers: { [localSignatureHeader]: header } })).status);
  expect(statuses).toEqual([403, 403, 403, 403]);
  expect((await browser.send("POST", "/billing/local", { body, headers: { [localSignatureHeader]: signature } })).status).toBe(200);
});

test("what no account here is behind changes nothing, and is not asked for again", async () => {
  const { browser } = await openCustomer({ clock: { now: start } });
  for (const accountId of ["0000000000000000000000", "zzzzzzzzzzzzzzzzzzzzzz", "someone"]) {
    const request = await signNotices({ seal: openSeal(env.SESSION_KEYS), origin: site }, story(accountId));
    const headers = { [localSignatureHeader]: request.headers.get(localSignatureHeader) ?? "" };
    expect((await browser.send("POST", "/billing/local", { body: await request.json(), headers })).status).toBe(200);
  }
});

test("a page whose own name leads to this machine buys nothing here, and sees no page of payments", async () => {
  const customer = await openCustomer({ clock: { now: start } });
  const path = await customer.visit("checkout", { plan: "premium" });
  for (const elsewhere of ["http://evil.example:8787", "http://127.0.0.1:9999"]) {
    const rebound = openBrowser({ clock: { now: start }, bindings: loopback, site: elsewhere });
    expect((await rebound.send("GET", path)).status).toBe(404);
  }
  expect((await customer.browser.send("GET", path)).status).toBe(200);
});

test("away from one's own machine, and where nothing is sold, there is no local provider", async () => {
  const clock = { now: start };
  const { browser: loggedIn } = await openListener({ clock });
  const places = [{ bindings: { BILLING: "local" } }, { bindings: { ...loopback, BILLING: "off" }, site }];
  for (const place of places) {
    const browser = openBrowser({ clock, ...place });
    for (const [name, value] of loggedIn.cookies) browser.cookies.set("site" in place ? name.replace("__Host-", "") : name, value);
    expect(await (await browser.send("GET", "/accounts/v1/billing")).json()).toMatchObject({ available: false, offers: [] });
    for (const path of [
      "/accounts/v1/billing/checkout",
      "/accounts/v1/billing/portal",
      "/billing/local",
      "/dev/checkout/x",
      "/dev/billing/x",
    ])
      expect([path, (await browser.send("POST", path, { body: { plan: "premium" } })).status]).toEqual([path, 404]);
  }
});
