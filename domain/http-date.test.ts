import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHttpDate, parseHttpDate } from "./http-date.ts";

const now = Date.UTC(2026, 10, 21);
const example = Date.UTC(1994, 10, 6, 8, 49, 37);

describe("an HTTP date", () => {
  it.each(["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])(
    "is read in the RFC's three forms: %s",
    (text) => {
      expect(parseHttpDate(text, now)).toBe(example);
    },
  );

  it("is read as it is written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        expect(parseHttpDate(formatHttpDate(seconds * 1000), now)).toBe(seconds * 1000);
      }),
    );
  });

  it("with two digits lies at most fifty years ahead", () => {
    const yearOf = (digits: string) => new Date(parseHttpDate(`Sunday, 06-Nov-${digits} 08:49:37 GMT`, now) ?? 0).getUTCFullYear();
    expect(["76", "77", "99", "00", "26"].map(yearOf)).toEqual([2076, 1977, 1999, 2000, 2026]);
  });

  it.each([
    "",
    "0",
    "1994-11-06",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 31 Feb 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 6 Nov 1994 08:49:37 GMT",
  ])("is nothing else: %s", (text) => {
    expect(parseHttpDate(text, now)).toBeUndefined();
  });
});
