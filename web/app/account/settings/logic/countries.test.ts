import { expect, test } from "vitest";
import { countriesIn, countryCodes, nameOfCountry } from "./countries.ts";

test("all countries of ISO 3166 are there, and Kosovo", () => {
  expect(countryCodes()).toHaveLength(250);
  expect(countryCodes()).toEqual(expect.arrayContaining(["AX", "DE", "GB", "JP", "XK", "ZW"]));
});

test.each(["UK", "DD", "SU", "EU", "UN", "ZZ", "QQ"])("%s is none", (code) => {
  expect(countryCodes()).not.toContain(code);
});

test("they are in the order of the language", () => {
  const names = countriesIn("de", "DE").map((country) => country.name);
  expect(names.indexOf("Österreich")).toBeLessThan(names.indexOf("Polen"));
});

test("a country that nobody can name is not lost", () => {
  expect(countriesIn("en", "QQ").map((country) => country.code)).toContain("QQ");
  expect(nameOfCountry("nonsense", "en")).toBe("nonsense");
});
