import { expect, test } from "vitest";
import { leadsOn } from "./leadsOn.ts";

test.each(["/", "/account/security?continue=/", "/album/0123456789abcdefABCDEF", "/authorize?client_id=a"])(
  "a login leads to %s",
  (path) => {
    expect(leadsOn(path)).toBe(true);
  },
);

test.each([
  "/accounts/v1/identity-providers/x/start",
  "/authorize/../accounts/v1/identity-providers/x/start",
  "/authorize%2f..",
  "/dev/mail",
  "/healthz",
])("a login does not lead to %s", (path) => {
  expect(leadsOn(path)).toBe(false);
});
