import { expect, test } from "vitest";
import { leadsOn, localPath } from "./localPath.ts";

const origin = "https://music.example";

test.each(["/", "/account/plan", "/authorize?client_id=a&redirect_uri=https%3A%2F%2Fapp.example", "/consent?x=1"])("%s stays", (path) => {
  expect(localPath(path, origin)).toBe(path);
});

test.each([
  null,
  "",
  "account",
  "https://evil.example/",
  "https://music.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "javascript:alert(1)",
])("%s is not followed", (path) => {
  expect(localPath(path, origin)).toBeUndefined();
});

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
