import { expect, test } from "vitest";
import { preferredLanguage } from "./languages.ts";

test.each([
  [["fr-FR", "de-CH", "en"], "en", "de"],
  [["AR-eg"], "en", "ar"],
  [["fr"], "de", "de"],
  [[], "xx", "en"],
] as const)("of %s with %s as the operator's, %s is shown", (wished, fallback, shown) => {
  expect(preferredLanguage(wished, fallback)).toBe(shown);
});
