import { expect, test } from "vitest";
import { belongs, mayPerform, roleOf, type PlaylistAccess } from "./access.ts";

const access = (options: Partial<PlaylistAccess> = {}): PlaylistAccess => ({
  owner: "owner",
  public: false,
  collaborative: false,
  members: new Map([
    ["editor", "editor"],
    ["viewer", "viewer"],
  ]),
  barred: new Set(["barred"]),
  ...options,
});
const everybody = ["owner", "editor", "viewer", "barred", "stranger", null];
const rolesIn = (options?: Partial<PlaylistAccess>) => everybody.map((viewer) => roleOf(access(options), viewer));

test("who may do what follows from whose it is, who belongs to it, and how open it is", () => {
  expect(rolesIn()).toEqual(["owner", "editor", "viewer", undefined, undefined, undefined]);
  expect(rolesIn({ public: true })).toEqual(["owner", "editor", "viewer", "reader", "reader", "reader"]);
  expect(rolesIn({ collaborative: true })).toEqual(["owner", "editor", "editor", undefined, "editor", undefined]);
});

test("items are for who edits, the name for the owner, the past for who belongs", () => {
  const roles = ["owner", "editor", "viewer", "reader"] as const;
  expect(roles.map((role) => mayPerform(role, { type: "move" }))).toEqual([true, true, false, false]);
  expect(roles.map((role) => mayPerform(role, { type: "describe" }))).toEqual([true, false, false, false]);
  expect(roles.map(belongs)).toEqual([true, true, true, false]);
});
