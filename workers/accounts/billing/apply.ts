/** Follows what billing says: subscriptions, invoices, and the plan that an account has by them. */
import { writeAudit } from "../../../d1/accounts/audit.ts";
import { findGracesEnded, graceEventId, readInvoice, type BillingState } from "../../../d1/accounts/subscriptions.ts";
import type { SubscriptionRow } from "../../../d1/schema/accounts.ts";
import { followInvoice, followSubscription, isTie, pastDueSince, paymentGrace } from "../../../domain/billing.ts";
import { changeBilling, planEffect, type BillingEffect, type BillingServices } from "./change.ts";
import { reconsiderMember, tellFamilies, tellFamily } from "./family-plan.ts";
import type { Services } from "../services.ts";
import type { BillingNotice, BillingProvider, BillingProviderName } from "./provider.ts";

type NoticeServices = BillingServices & Pick<Services, "directory">;

/** Follows a notice, once; what it changes for others is done again until it is done. */
export async function applyNotice(services: NoticeServices, provider: BillingProvider, notice: BillingNotice): Promise<void> {
  const accountId = await accountOf(services, provider.name, notice);
  // Of somebody else's: one provider's account may sell other things too.
  if (accountId === undefined) return;
  const seen = await changeBilling(services, accountId, async (state) => ({
    event: { id: `${provider.name}:${notice.id}`, type: notice.type },
    ...(await effectOf(services, provider, notice, state)),
  }));
  if (seen && notice.kind === "subscription") await endSurplus(services, provider, notice, seen);
  const family = seen?.account.familyOwnerId ?? null;
  if (family !== null) await reconsiderMember(services, { ownerId: family, memberId: accountId });
  await tellFamily(services, accountId);
}

/** Keeps which account a customer is, and finds it again where a notice says nothing but the customer. */
async function accountOf(
  { accounts, directory, now }: NoticeServices,
  provider: BillingProviderName,
  { accountId, customer }: BillingNotice,
): Promise<string | undefined> {
  const name = customer === null ? undefined : `${provider}:${customer}`;
  const found = accountId ?? (name && (await directory.find("customer", name)));
  const isOurs = found !== undefined && accounts.group([found]).length > 0;
  if (!isOurs) return undefined;
  if (accountId !== null && name) await directory.claim("customer", name, accountId, now);
  return found;
}

/** Somebody paid on two pages all the same: what came second is given back. Asked each time, so that what was cut off is done at last. */
async function endSurplus(
  { accounts, now }: NoticeServices,
  provider: BillingProvider,
  { subscriptionId, facts }: Extract<BillingNotice, { kind: "subscription" }>,
  seen: BillingState,
): Promise<void> {
  const beside = seen.subscriptions.filter((row) => row.id !== subscriptionId && row.provider === provider.name && row.status !== "ended");
  if (facts.status === "ended" || beside.length === 0) return;
  const accountId = seen.account.id;
  for (const surplus of await provider.endSurplus([subscriptionId, ...beside.map(({ id }) => id)])) {
    const detail = { subscription: surplus.subscriptionId, refunded: surplus.refunded };
    await writeAudit(accounts, { accountId, actor: "system", action: "second_subscription_refunded", detail, at: now });
  }
}

async function effectOf(
  services: BillingServices,
  provider: BillingProvider,
  notice: BillingNotice,
  seen: BillingState,
): Promise<BillingEffect> {
  if (notice.kind === "customer") return {};
  const accountId = seen.account.id;
  if (notice.kind === "invoice") {
    const known = await readInvoice(services.accounts, accountId, notice.invoiceId);
    return { invoice: { ...followInvoice(known, notice), id: notice.invoiceId, accountId } };
  }
  const known = seen.subscriptions.find(({ id }) => id === notice.subscriptionId);
  const present = isTie(known, notice) ? await provider.read(notice.subscriptionId) : undefined;
  const state = followSubscription(known, notice, present);
  const row: SubscriptionRow = {
    ...state,
    id: notice.subscriptionId,
    accountId,
    provider: provider.name,
    customer: notice.customer ?? known?.customer ?? "",
    unpaidAt: [...state.unpaidAt],
    pastDueSince: pastDueSince(state),
  };
  const others = seen.subscriptions.filter(({ id }) => id !== row.id);
  return { subscription: row, ...(await planEffect(services, seen.account, [...others, row], notice.type)) };
}

/** How much one run of the clock does in each database. */
const batch = 100;

/** Ends plans whose grace is over, and tells families of what they were not told yet. For the clock, every minute. */
export async function sweepBilling(services: BillingServices): Promise<void> {
  for (const database of services.accounts.all()) {
    for (const row of await findGracesEnded(database, services.now - paymentGrace, batch)) await endGrace(services, row);
    await tellFamilies(services, database, batch);
  }
}

async function endGrace(services: BillingServices, row: SubscriptionRow): Promise<void> {
  const { accountId } = row;
  await changeBilling(services, accountId, async (seen) => ({
    event: { id: graceEventId(row), type: "grace_ended" },
    ...(await planEffect(services, seen.account, seen.subscriptions, "grace_ended")),
  }));
  await tellFamily(services, accountId);
}
