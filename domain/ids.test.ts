import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeId, encodeId, idInSlice, idRange, isId, parseUri, sliceCount, sliceOf, uriOf } from "./ids.ts";

const sixteenBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });

test("an id gives its bytes back", () => {
  fc.assert(
    fc.property(sixteenBytes, (bytes) => {
      expect(decodeId(encodeId(bytes))).toEqual(new Uint8Array(bytes));
    }),
  );
});

test("an id carries the slice it was made in, and keeps the rest of its digest", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: sliceCount - 1 }), sixteenBytes, (slice, digest) => {
      const id = idInSlice(slice, digest);
      expect(sliceOf(id)).toBe(slice);
      expect(decodeId(id)?.slice(2)).toEqual(new Uint8Array(digest).slice(2));
    }),
  );
});

test("ids sort as their bytes do", () => {
  fc.assert(
    fc.property(sixteenBytes, sixteenBytes, (a, b) => {
      expect(Math.sign(Buffer.compare(a, b))).toBe(encodeId(a) < encodeId(b) ? -1 : encodeId(a) > encodeId(b) ? 1 : 0);
    }),
  );
});

test("parts of all ids leave none out, and none is in two", () => {
  fc.assert(
    fc.property(sixteenBytes, fc.integer({ min: 1, max: 1440 }), (bytes, parts) => {
      const id = encodeId(bytes);
      const ranges = Array.from({ length: parts }, (_, part) => idRange(part, parts));
      expect(ranges.filter(({ from, until }) => id >= from && (until === undefined || id < until)).length).toBe(1);
    }),
    { numRuns: 30 },
  );
});

test("what is too long, too large or of another alphabet is no id", () => {
  for (const text of ["", "abc", "z".repeat(22), "0".repeat(23), `${"0".repeat(21)}-`, "٠".repeat(22)]) expect(isId(text)).toBe(false);
});

test("URIs are read in both spellings and written in ours", () => {
  const id = encodeId(new Uint8Array(16).fill(7));
  expect(parseUri(uriOf("track", id))).toEqual({ type: "track", id });
  expect(parseUri(`spotify:album:${id}`)).toEqual({ type: "album", id });
  expect(parseUri(`nearfield:user:${id}`)).toEqual({ type: "user", id });
  expect(parseUri(`nearfield:audiobook:${id}`)).toBeUndefined();
  expect(parseUri("nearfield:track:zzzzzzzzzzzzzzzzzzzzzz")).toBeUndefined();
});
