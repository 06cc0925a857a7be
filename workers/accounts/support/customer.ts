/** Listeners of a service that sells by the local provider, and what they do on its pages. */
import { env } from "cloudflare:workers";
import type { z } from "zod";
import { redirectResponseSchema } from "../../../contracts/accounts/apps.ts";
import { billingSchema, invoiceListSchema, type Billing, type InvoiceList } from "../../../contracts/accounts/billing.ts";
import { sessionResponseSchema, type SessionResponse } from "../../../contracts/accounts/session.ts";
import type { NewAccount } from "../../../d1/accounts/accounts.ts";
import { openDatabases } from "../../../d1/databases.ts";
import type { AccountRow } from "../../../d1/schema/accounts.ts";
import { sweepBilling } from "../billing/apply.ts";
import { openBrowser, type Browser, type Clock } from "./browser.ts";
import { openListener } from "./listener.ts";

export const good = "4242 4242 4242 4242";
export const failsLater = "4000 0000 0000 0341";
export const declined = "4000 0000 0000 0002";

/** One machine, which the test's browser reaches by its other name. */
export const site = "http://localhost:8787";
export const loopback = { ORIGIN: "http://127.0.0.1:8787", ORIGIN_ALIASES: site, BILLING: "local" };

export type Customer = {
  browser: Browser;
  account: AccountRow;
  billing(): Promise<Billing>;
  invoices(): Promise<InvoiceList["invoices"]>;
  session(): Promise<SessionResponse>;
  /** The path that a checkout or the portal leads to. */
  visit(page: "checkout" | "portal", body?: object): Promise<string>;
  /** Pays on a checkout's page. */
  subscribe(plan: "premium" | "family", card?: string): Promise<void>;
  /** Presses a button of the portal. */
  press(act: string): Promise<void>;
};

export async function openCustomer(options: { clock: Clock; account?: Partial<NewAccount> }): Promise<Customer> {
  const { browser: loggedIn, account } = await openListener(options);
  const browser = openBrowser({ clock: options.clock, bindings: loopback, site });
  for (const [name, value] of loggedIn.cookies) browser.cookies.set(name.replace("__Host-", ""), value);
  const read = async <Schema extends z.ZodType>(schema: Schema, method: string, path: string): Promise<z.infer<Schema>> =>
    schema.parse(await (await browser.send(method, path)).json());
  const customer: Customer = {
    browser,
    account,
    billing: () => read(billingSchema, "GET", "/accounts/v1/billing"),
    invoices: async () => (await read(invoiceListSchema, "GET", "/accounts/v1/billing/invoices")).invoices,
    session: () => read(sessionResponseSchema, "POST", "/accounts/v1/session"),
    async visit(page, body) {
      const response = await browser.send("POST", `/accounts/v1/billing/${page}`, { body });
      if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
      return redirectResponseSchema.parse(await response.json()).redirect.slice(site.length);
    },
    async subscribe(plan, card = good) {
      const response = await browser.send("POST", await customer.visit("checkout", { plan }), { body: new URLSearchParams({ card }) });
      if (response.status !== 303) throw new Error(`${response.status}: ${await response.text()}`);
    },
    async press(act) {
      const path = await customer.visit("portal");
      const page = await (await browser.send("GET", path)).text();
      const [, revision = ""] = /name="revision" value="(\d+)"/.exec(page) ?? [];
      if (!page.includes(`value="${act}"`)) throw new Error(`there is no button ${act}`);
      const response = await browser.send("POST", path, { body: new URLSearchParams({ act, revision }) });
      if (response.status !== 303) throw new Error(`${response.status}: ${await response.text()}`);
    },
  };
  return customer;
}

/** What the clock does each minute. */
export async function sweep(clock: Clock): Promise<void> {
  await sweepBilling({ accounts: openDatabases(env, env.ACCOUNTS_SLICES), now: clock.now });
}
