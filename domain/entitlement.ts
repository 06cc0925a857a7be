/** What an account is entitled to where its listener is now. */
import type { Plan } from "./ladder.ts";
import { entitledPlan, type AccountPlan } from "./plans.ts";
import type { ExplicitAccess } from "./playability.ts";

export type Entitlement = { plan: Plan; market: string; explicit: ExplicitAccess };

export type EntitledAccount = { plan: AccountPlan; market: string; filterExplicit: boolean };

export function entitlementOf(account: EntitledAccount): Entitlement {
  return { plan: entitledPlan(account.plan), market: account.market, explicit: account.filterExplicit ? "filtered" : "allowed" };
}
