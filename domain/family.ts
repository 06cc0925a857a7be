/** Up to six people on one plan, who keep accounts of their own. */
import { familySize, type AccountPlan } from "./plans.ts";

type Account = { id: string; plan: AccountPlan; familyOwnerId: string | null };

/** Who is in somebody's family themselves pays for none. */
export function paysForFamily(owner: Pick<Account, "plan" | "familyOwnerId">): boolean {
  return owner.plan === "family" && owner.familyOwnerId === null;
}

/** Places that are left beside the owner and so many members. */
export function placesLeft(owner: Pick<Account, "plan" | "familyOwnerId">, members: number): number {
  return paysForFamily(owner) ? Math.max(0, familySize - 1 - members) : 0;
}

export type JoiningFault = "own_family" | "other_family" | "own_plan";

/** What keeps somebody from joining a family; nothing, who is in it already. */
export function faultOfJoining(account: Account, ownerId: string): JoiningFault | undefined {
  if (ownerId === account.id) return "own_family";
  if (account.familyOwnerId === ownerId) return undefined;
  if (account.familyOwnerId !== null) return "other_family";
  return account.plan === "free" ? undefined : "own_plan";
}
