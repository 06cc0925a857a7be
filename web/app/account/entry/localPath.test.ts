import { expect, test } from "vitest";
import { localPath } from "./localPath.ts";

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
