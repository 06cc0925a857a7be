import fc from "fast-check";
import { expect, test } from "vitest";
import { formatClock, formatLength, formatReleaseDate, formatSpoken, listParts, nameOfLanguage } from "./format.ts";

test("a clock shows hours only where there are any", () => {
  expect([0, 7, 187, 3729, -1, Number.NaN].map(formatClock)).toEqual(["0:00", "0:07", "3:07", "1:02:09", "0:00", "0:00"]);
});

test("an album's length is written in the language's units", () => {
  expect([50, 2580, 4320, 3600].map((seconds) => formatLength(seconds, "en"))).toEqual(["50 sec", "43 min", "1 hr 12 min", "1 hr"]);
  expect(formatLength(4320, "de")).toBe("1 Std. 12 Min.");
});

test("a position is spoken in minutes and seconds", () => {
  expect(formatSpoken(187.9, "en")).toBe("3 minutes 7 seconds");
  expect(formatSpoken(7, "de")).toBe("7 Sekunden");
});

test("a release date is as exact as it is known", () => {
  expect(["1998", "2024-03", "2024-03-09"].map((date) => formatReleaseDate(date, "en"))).toEqual(["1998", "March 2024", "March 9, 2024"]);
  expect(formatReleaseDate("2024-03-09", "de")).toBe("9. März 2024");
});

test("languages are named in themselves", () => {
  expect(["en", "de", "ar"].map(nameOfLanguage)).toEqual(["English", "Deutsch", "العربية"]);
});

test("every item of a list stands once, in order, in every language", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.constantFrom("en", "de", "ar"), (count, language) => {
      const items = listParts(count, language).flatMap((part) => (part.kind === "item" ? [part.index] : []));
      expect(items).toEqual(Array.from({ length: count }, (_, index) => index));
    }),
  );
});
