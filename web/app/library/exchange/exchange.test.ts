import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeId } from "../../../../domain/ids.ts";
import { parseCsv, writeCsv } from "./csv.ts";
import { readCsvList, writeCsvList } from "./csvList.ts";
import { emptyEntry, trackIdOf, type ExchangeEntry } from "./entry.ts";
import { readM3uList, writeM3uList } from "./m3uList.ts";
import { decodeText, readList } from "./read.ts";

/** Whatever people call things, with what breaks formats more often than chance would. */
const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom('"', ",", ";", "\n", "\r", "\t", "'", "=", "+", "-", "@", "#", " ", "a"), maxLength: 8 }),
);
const ids = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => encodeId(bytes));
const entries: fc.Arbitrary<ExchangeEntry> = fc.record({
  id: ids,
  title: texts,
  artists: texts,
  album: texts,
  isrc: fc.constantFrom("", "DEA123456789"),
  duration: fc.nat(10_000_000),
  added: fc.constantFrom("", "2026-03-01T10:00:00.000Z"),
});

function plain({ id, title, artists, album, isrc, duration, added }: ExchangeEntry): ExchangeEntry {
  return { id, title, artists, album, isrc, duration, added };
}

describe("CSV", () => {
  test("every table comes back as it was", () => {
    const rows = fc.array(fc.array(texts, { minLength: 2, maxLength: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(rows, (table) => {
        expect(parseCsv(writeCsv(table), ",").map(({ cells }) => cells)).toEqual(table);
      }),
    );
  });

  test("no cell begins a formula, however it is called", () => {
    for (const title of ["=1+1", "+49", "-x", "@sum", "\tx", "\rx", "'=1", "''@"]) {
      const written = writeCsv([[title, "b"]]);
      expect(parseCsv(written, ",")[0]?.cells).toEqual([title, "b"]);
      expect(written.replace(/^"/, "")).toMatch(/^'/);
    }
    expect(writeCsv([["it's", "'quoted'"]])).toBe("it's,'quoted'\r\n");
  });

  test("a playlist comes back as it was, line by line", () => {
    fc.assert(
      fc.property(fc.array(entries), (list) => {
        expect(readCsvList(writeCsvList(list)).entries.map((entry) => plain(entry))).toEqual(list);
      }),
    );
  });

  test("tables of others are read by what their columns are called", () => {
    const exported = 'Titel;Interpret;Album;Duration;Extra\r\n"Jóga; live";Björk;Homogenic;5:05;x\r\n';
    expect(readCsvList(exported).entries).toEqual([
      { ...emptyEntry, title: "Jóga; live", artists: "Björk", album: "Homogenic", duration: 305_000, line: 2, text: "Björk – Jóga; live" },
    ]);
    expect(readCsvList("Jóga,Björk\n\nHunter,Björk\n").entries.map(({ title, line }) => [title, line])).toEqual([
      ["Jóga", 1],
      ["Hunter", 3],
    ]);
  });

  test("lines are counted as an editor counts them", () => {
    expect(parseCsv('a,"x\ny\r\nz"\nb,c', ",").map(({ line }) => line)).toEqual([1, 4]);
  });
});

describe("M3U8", () => {
  const inOneLine = (text: string) => text.replace(/[\r\n\u0085\u2028\u2029]+/g, " ").trim();

  test("the songs of a playlist come back as they were, each once for each time that it is in it", () => {
    fc.assert(
      fc.property(texts, fc.array(entries), (name, list) => {
        const read = readM3uList(writeM3uList(name, list));
        expect(read.entries.map(({ id }) => id)).toEqual(list.map(({ id }) => id));
        expect(read.entries.map(({ duration }) => duration)).toEqual(list.map(({ duration }) => Math.round(duration / 1000) * 1000));
        expect(read.name ?? "").toBe(inOneLine(name));
      }),
    );
  });

  test("lists of other players are read by what they say of each file", () => {
    const list =
      "#EXTM3U\r\n#EXTINF:305,Björk - Jóga\r\n#EXTALB:Homogenic\r\n/music/x.flac\r\n\r\n# a comment\r\nC:\\Music\\02 - Björk - Hunter.mp3\r\n";
    expect(readM3uList(list).entries).toEqual([
      { ...emptyEntry, title: "Jóga", artists: "Björk", album: "Homogenic", duration: 305_000, line: 4, text: "Björk – Jóga" },
      { ...emptyEntry, title: "Hunter", artists: "Björk", line: 7, text: "Björk – Hunter" },
    ]);
  });
});

test("songs are told by our URIs, by those that the Web API's clients know, and by addresses of their pages", () => {
  const id = "0123456789abcdefABCDEF";
  for (const text of [
    `nearfield:track:${id}`,
    `spotify:track:${id}`,
    ` https://music.example/track/${id}?t=83 `,
    `https://x.example/embed/track/${id}`,
  ]) {
    expect(trackIdOf(text)).toBe(id);
  }
  for (const text of [`nearfield:album:${id}`, "track", `https://music.example/album/${id}`, "nearfield:track:short"]) {
    expect(trackIdOf(text)).toBeUndefined();
  }
});

test("letters are read as they were written down", () => {
  expect(decodeText(new TextEncoder().encode("Jóga"))).toBe("Jóga");
  expect(decodeText(Uint8Array.of(0x4a, 0xf3, 0x67, 0x61))).toBe("Jóga");
  expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x4a, 0, 0xf3, 0))).toBe("Jó");
});

test("a file is read by what it is, and named by what it says or is called", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(readList("x.txt", bytes("#EXTM3U\n#PLAYLIST:Evening\n"))?.name).toBe("Evening");
  expect(readList("Road trip.csv", bytes("Title\nA\n"))).toMatchObject({ name: "Road trip", entries: [{ title: "A" }] });
  expect(readList("cover.jpg", Uint8Array.of(0xff, 0xd8, 0, 0))).toBeUndefined();
});
