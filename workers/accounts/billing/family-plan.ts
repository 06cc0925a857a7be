/** Tells members' accounts what their family entitles them to. Owners and members may live in different databases. */
import type { Database } from "../../../d1/databases.ts";
import { leavePlace, listUntold, markTold, readMembership, type Membership } from "../../../d1/accounts/family.ts";
import { planOfAll } from "../../../domain/billing.ts";
import { familySize } from "../../../domain/plans.ts";
import { changeBilling, planAudit, type BillingServices } from "./change.ts";

/** Tells everybody of one family that was not told yet. */
export async function tellFamily(services: BillingServices, ownerId: string): Promise<void> {
  const untold = await listUntold(services.accounts.of(ownerId), familySize * 4, ownerId);
  for (const which of untold) await tellMember(services, which);
}

/** The same for what a request that was cut off left, for the clock. */
export async function tellFamilies(services: BillingServices, database: Database, limit: number): Promise<void> {
  for (const which of await listUntold(database, limit)) await tellMember(services, which);
}

/**
 * Brings a member's account to what their row in the family says, as often as the row changes meanwhile: whoever was slower looks
 * again. A member who came to another family, or to a plan of their own, before they were told, leaves this one.
 */
export async function tellMember(services: BillingServices, which: Membership): Promise<void> {
  for (;;) {
    const found = await readMembership(services.accounts, which);
    if (!found) return;
    const { member, ownerPlan } = found;
    const belongs = member.leftAt === null;
    const outcome = await follow(services, which, { revision: member.revision, belongs, isPaid: ownerPlan === "family" });
    if (outcome === "elsewhere" && belongs) await leavePlace(services.accounts, which, services.now);
    else if (await markTold(services.accounts, which, member.revision)) return;
  }
}

type Word = { revision: number; belongs: boolean; isPaid: boolean };

/** @returns `elsewhere` when the account is another family's, or new here with a plan of its own */
async function follow(services: BillingServices, { ownerId, memberId }: Membership, word: Word): Promise<"followed" | "elsewhere"> {
  let outcome: "followed" | "elsewhere" = "followed";
  await changeBilling(services, memberId, async ({ account, subscriptions }) => {
    const own = planOfAll(subscriptions, services.now);
    const isMember = account.familyOwnerId === ownerId;
    outcome = isMember || (account.familyOwnerId === null && account.plan === "free") ? "followed" : "elsewhere";
    if (outcome === "elsewhere" || (isMember && (account.familyRevision ?? 0) >= word.revision)) return undefined;
    if (!isMember && !word.belongs) return undefined;
    const plan = own === "free" && word.belongs && word.isPaid ? "family" : own;
    const family = word.belongs ? { familyOwnerId: ownerId, familyRevision: word.revision } : { familyOwnerId: null, familyRevision: null };
    const cause = word.belongs ? "family" : "family_left";
    return {
      event: { id: `family:${ownerId}:${memberId}:${word.revision}`, type: cause },
      account: { ...family, ...(plan !== account.plan && { plan }) },
      ...(plan !== account.plan && { audit: planAudit(account.plan, plan, cause) }),
    };
  });
  return outcome;
}
