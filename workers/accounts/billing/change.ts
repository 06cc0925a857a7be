/** Changes of what an account pays for, or is entitled to by it: decided from what is stored, written one after the other. */
import { ClientError } from "../../../contracts/errors.ts";
import { readAccount } from "../../../d1/accounts/accounts.ts";
import { readBilling, recordBillingChange, type BillingChange, type BillingState } from "../../../d1/accounts/subscriptions.ts";
import type { AccountRow, SubscriptionRow } from "../../../d1/schema/accounts.ts";
import { planOfAll } from "../../../domain/billing.ts";
import { paysForFamily } from "../../../domain/family.ts";
import type { AccountPlan } from "../../../domain/plans.ts";
import type { Services } from "../services.ts";

export type BillingServices = Pick<Services, "accounts" | "now">;

export type BillingEffect = Pick<BillingChange, "subscription" | "invoice" | "account" | "audit">;

export function planAudit(from: AccountPlan, to: AccountPlan, cause: string): NonNullable<BillingChange["audit"]> {
  return { actor: "system", action: "plan_changed", detail: { from, to, cause } };
}

/**
 * The plan that an account has by what it pays itself, else by the family that it is in. Whoever comes to pay for themselves
 * leaves the family.
 * @param cause what the audit names @returns nothing where all stays as it is
 */
export async function planEffect(
  services: BillingServices,
  account: AccountRow,
  subscriptions: readonly SubscriptionRow[],
  cause: string,
): Promise<Pick<BillingEffect, "account" | "audit">> {
  const own = planOfAll(subscriptions, services.now);
  const plan = own === "free" ? await planByFamily(services, account) : own;
  if (plan === account.plan && (own === "free" || account.familyOwnerId === null)) return {};
  const family = own === "free" ? {} : { familyOwnerId: null, familyRevision: null };
  return { account: { plan, ...family }, audit: planAudit(account.plan, plan, cause) };
}

async function planByFamily({ accounts }: BillingServices, { familyOwnerId }: AccountRow): Promise<AccountPlan> {
  const owner = familyOwnerId === null ? undefined : await readAccount(accounts, familyOwnerId);
  return owner && paysForFamily(owner) ? "family" : "free";
}

/** How often a change is decided anew when another came first. */
const patience = 8;

/**
 * Decides on a change from what is stored, and writes it where nothing else was written meanwhile.
 * @param decide undefined: there is nothing to do
 * @returns what it was decided from; undefined when there is no such account
 * @throws ClientError `overloaded` when others always came first
 */
export async function changeBilling(
  { accounts, now }: BillingServices,
  accountId: string,
  decide: (seen: BillingState) => Promise<(BillingEffect & Pick<BillingChange, "event">) | undefined>,
): Promise<BillingState | undefined> {
  for (let attempt = 0; attempt < patience; attempt++) {
    const seen = await readBilling(accounts, accountId);
    // Notices of an account that was deleted change nothing.
    const change = seen && (await decide(seen));
    if (!change) return seen;
    const outcome = await recordBillingChange(accounts, { ...change, accountId, revision: seen.revision, now });
    if (outcome !== "raced") return seen;
  }
  throw new ClientError("overloaded");
}
