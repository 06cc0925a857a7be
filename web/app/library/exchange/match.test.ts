import { expect, test, vi } from "vitest";
import type { Song } from "../collection/items.ts";
import { emptyEntry, type ExchangeEntry, type ReadEntry } from "./entry.ts";
import { finderAmong, matchEntries } from "./match.ts";

const song = (id: string, name: string, artist: string, more: Partial<Song> = {}): Song => ({
  id,
  name,
  added: 0,
  artists: [{ id: artist, name: artist }],
  album: { id: "album", name: "Album", images: [] },
  duration_ms: 305_000,
  explicit: false,
  is_playable: true,
  release_date: "1997",
  ...more,
});
const entry = (more: Partial<ExchangeEntry>, line = 1): ReadEntry => ({ ...emptyEntry, ...more, line, text: "" });
const nothing = () => undefined;

test("links are looked up in batches, each song once, and every line is found or told", async () => {
  const entries = Array.from({ length: 120 }, (_, index) => entry({ id: `id ${index % 110}` }, index));
  const lookUp = vi.fn((ids: readonly string[]) => Promise.resolve(new Set(ids.filter((id) => id !== "id 7"))));
  const progress = vi.fn();
  const { found, missing } = await matchEntries(entries, { lookUp, find: nothing, progress });
  expect(lookUp.mock.calls.map(([ids]) => ids.length)).toEqual([50, 50, 10]);
  expect(found.map(({ id }) => id)).toEqual(entries.map(({ id }) => id).filter((id) => id !== "id 7"));
  expect(missing.map(({ line }) => line)).toEqual([7, 117]);
  expect(progress).toHaveBeenLastCalledWith(120);
});

test("without a link a song is known by its ISRC, however it is written", () => {
  const find = finderAmong([song("a", "Jóga", "Björk", { isrc: "GBAAA9700107" })]);
  expect(find(entry({ isrc: "gb-aaa-97-00107", title: "anything" }))).toBe("a");
  expect(find(entry({ isrc: "GBAAA9700108" }))).toBeUndefined();
});

test("else by title, artist and length, without regard to case and accents", () => {
  const find = finderAmong([song("live", "Jóga", "Björk", { duration_ms: 400_000 }), song("studio", "Jóga", "Björk")]);
  expect(find(entry({ title: "JOGA", artists: "Bjork", duration: 304_000 }))).toBe("studio");
  expect(find(entry({ title: "joga", artists: "Björk & Guests", duration: 401_000 }))).toBe("live");
  expect(find(entry({ title: "joga", artists: "Björk", duration: 200_000 }))).toBeUndefined();
  expect(find(entry({ title: "joga", artists: "Somebody" }))).toBeUndefined();
  expect(find(entry({ title: "joga" }))).toBeUndefined();
});
