import fc from "fast-check";
import { expect, test } from "vitest";
import { isNextSignCount, relyingPartyOf } from "./passkey.ts";

test("a passkey belongs to a name, never to an address", () => {
  const names = ["https://music.example", "http://localhost:8787", "https://10.example", "http://127.0.0.1:8787", "http://[::1]:8787"];
  expect(names.map(relyingPartyOf)).toEqual(["music.example", "localhost", "10.example", undefined, undefined]);
});

test("of two authenticators with one key, the second to use a count is refused", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 1000 }), (known, step) => {
      expect(isNextSignCount(known, known + step)).toBe(true);
      expect(isNextSignCount(known + step, known + step)).toBe(false);
      expect(isNextSignCount(known + step, known)).toBe(false);
    }),
  );
  expect(isNextSignCount(0, 0)).toBe(true);
});
