import { expect, test } from "vitest";
import { marketSchema, marketsSchema } from "./catalogue.ts";

test("a listener may be where nobody knows; nothing is limited to that", () => {
  expect(marketSchema.safeParse("ZZ").success).toBe(true);
  expect(marketsSchema.safeParse(["DE", "ZZ"]).success).toBe(false);
  expect(marketsSchema.safeParse(["DE", "JP"]).success).toBe(true);
  expect(marketsSchema.safeParse(null).success).toBe(true);
});
