/** Leads a listener to where they pay, one page at a time: what two pages sell would be paid twice. */
import { ClientError } from "../../../contracts/errors.ts";
import { readCheckout, replaceCheckout } from "../../../d1/accounts/checkouts.ts";
import type { BillingState } from "../../../d1/accounts/subscriptions.ts";
import type { SubscriptionRow } from "../../../d1/schema/accounts.ts";
import { judgeCheckout, type CheckoutVerdict } from "../../../domain/billing.ts";
import type { PaidPlan } from "../../../domain/plans.ts";
import type { BillingServices } from "./change.ts";
import type { BillingProvider } from "./provider.ts";

const refusals: Record<Extract<CheckoutVerdict<SubscriptionRow>, { kind: "refused" }>["why"], string> = {
  subscribed: "You are subscribed to that already.",
  runs_elsewhere: "Your subscription is paid for elsewhere. End it first.",
  family_pays: "Your family pays for you. Leave it first.",
};

/** @returns where to go @throws ClientError `conflict` where nothing is to be paid, or another page was begun at this moment */
export async function beginCheckout(
  services: BillingServices,
  provider: BillingProvider,
  { account, subscriptions }: BillingState,
  plan: PaidPlan,
): Promise<string> {
  const verdict = judgeCheckout({ plan, provider: provider.name }, subscriptions, account);
  if (verdict.kind === "refused") throw new ClientError("conflict", { message: refusals[verdict.why] });
  if (verdict.kind === "manage") {
    const { customer, id } = verdict.running;
    return provider.portal({ customer, change: verdict.changes ? id : undefined });
  }
  const customer = subscriptions.find((row) => row.provider === provider.name)?.customer;
  return openPage(services, provider, { accountId: account.id, email: account.email, plan, customer }, subscriptions);
}

/** Nobody is told of a page before it is the only one. */
async function openPage(
  { accounts, now }: BillingServices,
  provider: BillingProvider,
  order: Parameters<BillingProvider["checkout"]>[0],
  subscriptions: readonly SubscriptionRow[],
): Promise<string> {
  const { accountId } = order;
  const former = await readCheckout(accounts, accountId);
  const paid = former?.provider === provider.name ? await provider.close(former.id) : undefined;
  if (paid && !subscriptions.some(({ id }) => id === paid.subscriptionId)) {
    throw new ClientError("conflict", { message: "You paid a moment ago: your plan is on its way." });
  }
  const { id, url } = await provider.checkout(order);
  if (await replaceCheckout(accounts, former, { accountId, provider: provider.name, id, begunAt: now })) return url;
  await provider.close(id);
  throw new ClientError("conflict", { message: "Another checkout was begun at this moment: look there." });
}
