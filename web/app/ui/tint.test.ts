import { expect, test } from "vitest";
import { tintOf } from "./tint.ts";

test("a cover with a hue lights the room", () => {
  expect(tintOf("#2f6f8f")).toBe("#2f6f8f");
});

test.each([undefined, "#fcfcf8", "#101014", "#808080", "red"])("%s leaves it to the house", (colour) => {
  expect(tintOf(colour)).toBeUndefined();
});
