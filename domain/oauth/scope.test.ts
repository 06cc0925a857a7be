import fc from "fast-check";
import { expect, test } from "vitest";
import { parseScope, scopes } from "../access.ts";
import { covers, readScope, unite, writeScope } from "./scope.ts";

const set = fc.uniqueArray(fc.constantFrom(...scopes)).map((scope) => parseScope(writeScope(scope)) ?? []);

test("RFC 6749 3.3: order and repetition mean nothing; one unknown scope spoils all, and none is none", () => {
  fc.assert(
    fc.property(set, (scope) => {
      expect(parseScope([...scope, ...scope].toReversed().join("  "))).toEqual(scope);
      expect(parseScope(`${writeScope(scope)} Streaming`)).toBeUndefined();
    }),
  );
  expect(parseScope("")).toEqual([]);
});

test("what was written is read again, without what is no scope any more", () => {
  fc.assert(
    fc.property(set, (scope) => {
      expect(readScope(`gone ${writeScope(scope)}`)).toEqual(scope);
    }),
  );
});

test("a union covers both and nothing else", () => {
  fc.assert(
    fc.property(set, set, (left, right) => {
      const both = unite(left, right);
      expect(covers(both, left) && covers(both, right)).toBe(true);
      expect(both.every((scope) => left.includes(scope) || right.includes(scope))).toBe(true);
      expect(unite(right, left)).toEqual(both);
      expect(covers(left, right)).toBe(unite(left, right).length === left.length);
    }),
  );
});
