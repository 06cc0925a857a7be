import { expect, test } from "vitest";
import { readAddress } from "./address.ts";

const id = "0123456789abcdefABCDEF";

test("the address says what is embedded, how it looks, and where it begins", () => {
  expect(readAddress({ pathname: `/embed/track/${id}`, search: "?theme=dark&t=83&lang=de" })).toEqual({
    thing: { type: "track", id },
    theme: "dark",
    language: "de",
    start: 83,
  });
});

test("what it does not say, or says wrongly, is left to the reader's browser", () => {
  expect(readAddress({ pathname: "/embed/user/x", search: "?theme=pink&t=-3" })).toEqual({
    thing: undefined,
    theme: undefined,
    language: undefined,
    start: 0,
  });
});
