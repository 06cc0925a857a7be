import fc from "fast-check";
import { expect, test } from "vitest";
import { localPathOf } from "./local-path.ts";

test("places on this site are kept", () => {
  for (const path of ["/", "/album/1?a=b#c", "/consent?redirect_uri=https%3A%2F%2Felsewhere.example%2F", "/a//b"]) {
    expect(localPathOf(path)).toBe(path);
  }
});

test("places elsewhere are refused, however they are written", () => {
  const elsewhere = [
    "//elsewhere.example",
    "/\\elsewhere.example",
    "/\t/elsewhere.example",
    "/.//elsewhere.example",
    "/a/..//elsewhere.example",
  ];
  const notPaths = ["", "album", "https://elsewhere.example/", "javascript:alert(1)", `/${"a".repeat(2000)}`, " //elsewhere.example"];
  for (const text of [...elsewhere, ...notPaths]) expect(localPathOf(text), text).toBeUndefined();
});

test("whatever is let through stays on the site that follows it", () => {
  const part = fc.constantFrom("/", "\\", ".", "..", "\t", "\n", "@", ":", "%2f", "%5c", "elsewhere.example", "?", "#", "https:", "\u3002");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const path = localPathOf(`/${parts.join("")}`);
      if (path === undefined) return;
      expect(new URL(path, "https://music.example/login").origin).toBe("https://music.example");
      expect(localPathOf(path)).toBe(path);
    }),
    { numRuns: 5000 },
  );
});
