/** Tells members' accounts what their family entitles them to. Owners and members may live in different databases. */
import type { Database } from "../../../d1/databases.ts";
import type { AccountRow } from "../../../d1/schema/accounts.ts";
import { readAccount } from "../../../d1/accounts/accounts.ts";
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
    const { member, isPaid } = found;
    const belongs = member.leftAt === null;
    const outcome = await follow(services, which, { revision: member.revision, belongs, isPaid });
    if (outcome === "elsewhere" && belongs) await leavePlace(services.accounts, which, services.now);
    else if (await markTold(services.accounts, which, member.revision)) return;
  }
}

/** Gives up the place of a member who is in it no more by their own account. */
export async function reconsiderMember(services: BillingServices, which: Membership): Promise<void> {
  const account = await readAccount(services.accounts, which.memberId);
  if (account && account.familyOwnerId !== which.ownerId && (await leavePlace(services.accounts, which, services.now)))
    await tellMember(services, which);
}

type Word = { revision: number; belongs: boolean; isPaid: boolean };

/** @returns `elsewhere` when the account is another family's, or new here with a plan of its own */
async function follow(services: BillingServices, which: Membership, word: Word): Promise<"followed" | "elsewhere"> {
  const { ownerId, memberId } = which;
  const { belongs, revision } = word;
  const seen = await changeBilling(services, memberId, async ({ account, subscriptions }) => {
    const isMember = account.familyOwnerId === ownerId;
    const knows = isMember ? (account.familyRevision ?? 0) >= revision : !belongs;
    if (knows || isElsewhere(account, which)) return undefined;
    const own = planOfAll(subscriptions, services.now);
    const plan = own === "free" && belongs && word.isPaid ? "family" : own;
    const cause = belongs ? "family" : "family_left";
    return {
      event: { id: `family:${ownerId}:${memberId}:${revision}`, type: cause },
      account: {
        familyOwnerId: belongs ? ownerId : null,
        familyRevision: belongs ? revision : null,
        ...(plan !== account.plan && { plan }),
      },
      ...(plan !== account.plan && { audit: planAudit(account.plan, plan, cause) }),
    };
  });
  return seen && isElsewhere(seen.account, which) ? "elsewhere" : "followed";
}

function isElsewhere({ familyOwnerId, plan }: AccountRow, { ownerId }: Membership): boolean {
  return familyOwnerId !== ownerId && (familyOwnerId !== null || plan !== "free");
}
