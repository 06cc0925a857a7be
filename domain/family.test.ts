import { expect, test } from "vitest";
import { faultOfJoining, paysForFamily, placesLeft } from "./family.ts";

const owner = { id: "owner", plan: "family", familyOwnerId: null } as const;

test("whoever pays for a family has five places for others, and who is in one pays for none", () => {
  expect([0, 3, 5, 6].map((members) => placesLeft(owner, members))).toEqual([5, 2, 0, 0]);
  expect([placesLeft({ ...owner, plan: "premium" }, 0), placesLeft({ ...owner, familyOwnerId: "other" }, 0)]).toEqual([0, 0]);
  expect([paysForFamily(owner), paysForFamily({ ...owner, familyOwnerId: "other" })]).toEqual([true, false]);
});

test.each([
  [{ id: "ann", plan: "free", familyOwnerId: null }, undefined],
  [{ id: "ann", plan: "family", familyOwnerId: "owner" }, undefined],
  [{ id: "ann", plan: "family", familyOwnerId: "other" }, "other_family"],
  [{ id: "ann", plan: "premium", familyOwnerId: null }, "own_plan"],
  [owner, "own_family"],
] as const)("%j joins, or is told %s", (account, fault) => {
  expect(faultOfJoining(account, "owner")).toBe(fault);
});
