import { expect, test } from "vitest";
import { isPlain, plainNameOf, shownNameSchema } from "./shown-name.ts";

test.each(["Ada", "Zoë O’Neill", "محمد", "می‌خواهم", "👩‍👧‍👦 Família", "李 小龍", "a\u00A0b"])("%s is a name", (name) => {
  expect(shownNameSchema.parse(` ${name} `)).toBe(name);
});

test.each([
  "a\r\nBcc: b@x",
  "a\nb",
  "a\0b",
  "a\tb",
  "\u202Etxt",
  "\u2066a\u2069",
  "a\u2028b",
  "a\u200Bb",
  "a\uFEFFb",
  "\uD83D",
  "",
  " ",
  "\u3164",
  "a\u3164",
  "\u2800",
  "\u200D",
  "\uFE0F",
])("%j is none", (name) => {
  expect(shownNameSchema.safeParse(name).success).toBe(false);
});

test("a name that somebody else says is made one", () => {
  expect(plainNameOf("Ada\r\nLovelace\u202E ")).toBe("Ada  Lovelace");
  expect(plainNameOf("\u200B")).toBe("");
  expect(plainNameOf("\u3164\u200D")).toBe("");
  const cut = plainNameOf(`${"x".repeat(63)}😀`);
  expect([cut.length, isPlain(cut)]).toEqual([63, true]);
});
