/** Follows what billing says: subscriptions, invoices, and the plan that an account has by them. */
import { findGracesEnded, graceEventId, readInvoice, type BillingState } from "../../../d1/accounts/subscriptions.ts";
import type { SubscriptionRow } from "../../../d1/schema/accounts.ts";
import { followInvoice, followSubscription, pastDueSince, paymentGrace } from "../../../domain/billing.ts";
import { changeBilling, planEffect, type BillingEffect, type BillingServices } from "./change.ts";
import { reconsiderMember, tellFamilies, tellFamily } from "./family-plan.ts";
import type { Services } from "../services.ts";
import type { BillingNotice, BillingProviderName } from "./provider.ts";

type NoticeServices = BillingServices & Pick<Services, "directory">;

/** Follows a notice, once; what it changes for others is done again until it is done. */
export async function applyNotice(services: NoticeServices, provider: BillingProviderName, notice: BillingNotice): Promise<void> {
  const accountId = await accountOf(services, provider, notice);
  // Of somebody else's: one provider's account may sell other things too.
  if (accountId === undefined) return;
  const seen = await changeBilling(services, accountId, async (state) => ({
    event: { id: `${provider}:${notice.id}`, type: notice.type },
    ...(await effectOf(services, provider, notice, state)),
  }));
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

async function effectOf(
  services: BillingServices,
  provider: BillingProviderName,
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
  const state = followSubscription(known, notice);
  const row: SubscriptionRow = {
    ...state,
    id: notice.subscriptionId,
    accountId,
    provider,
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
