import { expect, test } from "vitest";
import { formatPrice } from "./price.ts";

test.each([
  [999, "eur", "en", "€9.99"],
  [999, "eur", "de", "9,99\u00a0€"],
  [1200, "jpy", "en", "¥1,200"],
  [4995, "kwd", "en", "KWD\u00a04.995"],
])("%i %s in %s is %s", (amount, currency, language, price) => {
  expect(formatPrice(amount, currency, language)).toBe(price);
});
