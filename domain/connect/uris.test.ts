import { expect, test } from "vitest";
import { parseContextUri, readContextUri, readPlayableUri } from "./uris.ts";

const id = "0".repeat(21).concat("1");
const account = "0".repeat(21).concat("2");

test("tracks and episodes can be played, by either scheme, and nothing else", () => {
  expect(readPlayableUri(`spotify:track:${id}`)).toBe(`nearfield:track:${id}`);
  expect(readPlayableUri(`nearfield:episode:${id}`)).toBe(`nearfield:episode:${id}`);
  for (const other of [
    `spotify:album:${id}`,
    `track:${id}`,
    `spotify:track:${id}x`,
    `spotify:track:${"z".repeat(22)}`,
    "spotify:local:a:b:c:1",
    "",
  ])
    expect(readPlayableUri(other)).toBeUndefined();
});

test("contexts are read by either scheme", () => {
  for (const type of ["album", "artist", "playlist", "show"])
    for (const scheme of ["spotify", "nearfield"])
      expect(readContextUri(`${scheme}:${type}:${id}`, account)).toBe(`nearfield:${type}:${id}`);
  for (const other of [`spotify:track:${id}`, `spotify:user:${id}`, `spotify:collections`, `spotify:user:${"z".repeat(22)}:collection`, ""])
    expect(readContextUri(other, account)).toBeUndefined();
});

test("what is saved is the asker's own, or that of whoever is named", () => {
  for (const own of ["spotify:collection", "nearfield:collection", `spotify:user:${account}:collection`, `nearfield:collection:${account}`])
    expect(readContextUri(own, account)).toBe(`nearfield:collection:${account}`);
  expect(readContextUri(`spotify:user:${id}:collection`, account)).toBe(`nearfield:collection:${id}`);
});

test("what is read as a context says what it is", () => {
  expect(parseContextUri(`nearfield:collection:${id}`)).toEqual({ type: "collection", id });
  expect(parseContextUri(`nearfield:track:${id}`)).toBeUndefined();
});
