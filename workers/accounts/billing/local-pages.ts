/** The local provider's pages: where one pays with a test card, and where one sees what becomes of a subscription. */
import { Hono, type Context } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { insertLocalCustomer, readLocalCustomer, updateLocalCustomer } from "../../../d1/accounts/local-customers.ts";
import { readBilling } from "../../../d1/accounts/subscriptions.ts";
import { readText } from "../../../frame/parse.ts";
import { offers } from "../../../operator/plans.ts";
import type { AccountsEnv } from "../env.ts";
import { answerPage } from "../page.ts";
import { readCheckoutAddress, readPortalAddress, signNotices } from "./local.ts";
import { act, judgeCard, localActSchema, localCustomerSchema, subscribe, type LocalCustomer } from "./local-customer.ts";
import { showCheckout, showPortal, style } from "./local-views.ts";
import { requireBilling } from "./open.ts";
import { returnAddress, type BillingNotice } from "./provider.ts";

/** Sends a request to this very Worker, as a provider's would come. */
export type Deliver = (context: Context<AccountsEnv>, request: Request) => Promise<Response>;

const refusals = { invalid: "Your card number is not valid.", declined: "Your card was declined." };

export function createLocalPages(deliver: Deliver): Hono<AccountsEnv> {
  const pages = new Hono<AccountsEnv>();

  const tell = async (context: Context<AccountsEnv>, notices: BillingNotice[]): Promise<void> => {
    if (notices.length === 0) return;
    const response = await deliver(context, await signNotices(context.get("services"), notices));
    if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
  };

  pages.get("/dev/checkout/:id", async (context) => {
    const { order, offer } = await openCheckout(context);
    return answerPage({
      ...showCheckout({ plan: order.plan, offer, cancel: returnAddress(context.get("services").origin, "cancelled") }),
      style,
    });
  });

  pages.post("/dev/checkout/:id", async (context) => {
    const { order, offer } = await openCheckout(context);
    const { accounts, now, origin } = context.get("services");
    // Another page was paid on meanwhile: nobody ends up with two.
    const subscriptions = (await readBilling(accounts, order.accountId))?.subscriptions ?? [];
    if (subscriptions.some(({ status }) => status !== "ended")) return context.redirect(returnAddress(origin, "done"), 303);
    const judged = judgeCard((await readForm(context)).get("card") ?? "");
    if (judged.verdict !== "accepted") {
      const page = showCheckout({ plan: order.plan, offer, cancel: returnAddress(origin, "cancelled"), refusal: refusals[judged.verdict] });
      return answerPage({ ...page, style, status: 402 });
    }
    const { customer, notices } = subscribe({ ...order, card: { last4: judged.last4, pays: judged.pays } }, now);
    // Told first: what is sent again after a fault has the same ids. Whoever pays twice on one page paid once.
    if (!(await readLocalCustomer(accounts, order.id))) await tell(context, notices);
    await insertLocalCustomer(accounts, { id: order.id, accountId: order.accountId, revision: customer.revision, state: customer });
    return context.redirect(returnAddress(origin, "done"), 303);
  });

  pages.get("/dev/billing/:customer", async (context) => {
    const customer = await openCustomer(context);
    return answerPage({ ...showPortal(customer, { back: returnAddress(context.get("services").origin) }), style });
  });

  pages.post("/dev/billing/:customer", async (context) => {
    const customer = await openCustomer(context);
    const { accounts, now } = context.get("services");
    const form = await readForm(context);
    const wish = localActSchema.safeParse(form.get("act"));
    if (!wish.success) throw new ClientError("invalid_request", { field: "act" });
    // A page that was left open, or a button pressed twice, shows what is true now and does nothing.
    if (form.get("revision") === String(customer.revision)) {
      const next = act(customer, wish.data, now);
      await tell(context, next.notices);
      const { id, accountId, revision } = next.customer;
      await updateLocalCustomer(accounts, { id, accountId, revision, state: next.customer });
    }
    return context.redirect(context.req.path, 303);
  });

  return pages;
}

async function openCheckout(context: Context<AccountsEnv, "/dev/checkout/:id">) {
  requireBilling(context.env, context.get("services"), "local");
  const order = await readCheckoutAddress(context.get("services"), context.req.param("id"));
  const offer = offers.find(({ plan }) => plan === order.plan);
  if (!offer) throw new ClientError("not_found");
  return { order, offer };
}

async function openCustomer(context: Context<AccountsEnv, "/dev/billing/:customer">): Promise<LocalCustomer> {
  requireBilling(context.env, context.get("services"), "local");
  const id = await readPortalAddress(context.get("services"), context.req.param("customer"));
  const row = await readLocalCustomer(context.get("services").accounts, id);
  if (!row) throw new ClientError("not_found");
  return localCustomerSchema.parse(row.state);
}

const formLimit = 10_000;

/** @throws ClientError `payload_too_large` */
async function readForm(context: Context<AccountsEnv>): Promise<URLSearchParams> {
  return new URLSearchParams(await readText(context.req.raw.body, formLimit));
}
