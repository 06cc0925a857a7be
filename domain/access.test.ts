import { expect, test } from "vitest";
import { rolesAfter } from "./access.ts";

test("everybody stays a listener, and what is taken is told apart from what is given", () => {
  expect(rolesAfter(["listener", "artist"], [])).toEqual({ next: ["listener"], taken: ["artist"], changes: true });
  expect(rolesAfter(["listener"], ["admin", "admin"])).toEqual({ next: ["listener", "admin"], taken: [], changes: true });
  expect(rolesAfter(["listener", "admin"], ["admin", "listener"])).toMatchObject({ taken: [], changes: false });
});
