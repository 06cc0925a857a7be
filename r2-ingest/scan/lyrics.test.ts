import { expect, test } from "vitest";
import { parseLyrics } from "./lyrics.ts";

test("plain text becomes lines without times", () => {
  expect(parseLyrics("One\r\n\r\nTwo\n\n")).toEqual({ lines: [{ text: "One" }, { text: "" }, { text: "Two" }] });
});

test("LRC lines are put in order of their times, repeated ones too", () => {
  const text = "[ti:Song]\n[00:12.50][01:02.005]Chorus\n[00:01.00]Verse <00:01.20>one";
  expect(parseLyrics(text)).toEqual({
    lines: [
      { at_ms: 1000, text: "Verse one" },
      { at_ms: 12_500, text: "Chorus" },
      { at_ms: 62_005, text: "Chorus" },
    ],
  });
});

test("an offset moves all lines earlier, none before the start", () => {
  expect(parseLyrics("[offset:+500]\n[00:00.20]a\n[00:02]b")?.lines.map(({ at_ms }) => at_ms)).toEqual([0, 1500]);
});

test("nothing but space is no lyrics", () => {
  expect(parseLyrics(" \n\n")).toBeUndefined();
});
