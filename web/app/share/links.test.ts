import { expect, test } from "vitest";
import { embedCode, linkTo, parseStart } from "./links.ts";

const id = "0123456789abcdefABCDEF";

test("a link to a track may begin in its middle, one to an album begins at its beginning", () => {
  expect(linkTo("https://music.example", { type: "track", id }, 83.7)).toBe(`https://music.example/track/${id}?t=83`);
  expect(linkTo("https://music.example", { type: "track", id })).toBe(`https://music.example/track/${id}`);
  expect(linkTo("https://music.example", { type: "album", id }, 83)).toBe(`https://music.example/album/${id}`);
});

test.each([
  ["1:23", 83],
  ["83", 83],
  [" 0:07 ", 7],
  ["1:02:03", 3723],
  ["١:٢٣", 83],
])("%s is a time", (text, seconds) => {
  expect(parseStart(text, 5000)).toBe(seconds);
});

test.each(["", "x", "1:", ":3", "-1", "1.5", "99:99:99"])("“%s” is no time within the song", (text) => {
  expect(parseStart(text, 200)).toBeUndefined();
});

test("a time has to be before the end", () => {
  expect(parseStart("3:20", 200)).toBeUndefined();
  expect(parseStart("3:19", 200)).toBe(199);
});

test("what a song is called ends no attribute of the code", () => {
  const code = embedCode("https://music.example", { type: "track", id, name: `"><script>&`, by: "" }, "dark");
  expect(code).toContain('title="&quot;>&lt;script>&amp;"');
  expect(code).toContain(`src="https://music.example/embed/track/${id}?theme=dark"`);
});
