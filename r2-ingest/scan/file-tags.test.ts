import fc from "fast-check";
import type { IAudioMetadata } from "music-metadata";
import { describe, expect, test } from "vitest";
import { languageSchema, releaseDateSchema } from "../../domain/catalogue.ts";
import { dateOf, fileTagsOf, languageOf, splitArtists } from "./file-tags.ts";

type Common = Partial<IAudioMetadata["common"]>;

function tagsOf(common: Common, native: IAudioMetadata["native"] = {}) {
  const empty = { track: { no: null, of: null }, disk: { no: null, of: null }, movementIndex: { no: null, of: null } };
  return fileTagsOf({ common: { ...empty, ...common }, native });
}

test("several artists keep their MusicBrainz ids", () => {
  const ids = ["c0b2500e-0cef-4130-869d-732b23ed9df5", "65F4F0C5-EF9E-490C-AEE3-909E7AE6B2AB"];
  expect(tagsOf({ artists: ["Ana", "Ben"], musicbrainz_artistid: ids }).artists).toEqual([
    { name: "Ana", mbid: ids[0] },
    { name: "Ben", mbid: ids[1]?.toLowerCase() },
  ]);
});

test("ids that do not pair with names are left out", () => {
  expect(tagsOf({ artists: ["Ana"], musicbrainz_artistid: ["x", "y"] }).artists).toEqual([{ name: "Ana" }]);
});

test("one credit with guests is several artists; ampersands are part of names", () => {
  expect(splitArtists("Ana feat. Ben")).toEqual(["Ana", "Ben"]);
  expect(splitArtists("Ana (ft. Ben)")).toEqual(["Ana", "Ben"]);
  expect(splitArtists("Ana; Ben")).toEqual(["Ana", "Ben"]);
  expect(splitArtists("Simon & Garfunkel")).toEqual(["Simon & Garfunkel"]);
  expect(splitArtists("Left Foot")).toEqual(["Left Foot"]);
  expect(splitArtists("Defeat (live)")).toEqual(["Defeat (live)"]);
});

test("codes are read in the ways they are written, and only when they are codes", () => {
  const tags = tagsOf({ isrc: ["us-rc1-76 07839"], barcode: "0602445790128" });
  expect([tags.isrc, tags.upc]).toEqual(["USRC17607839", "0602445790128"]);
  expect(tagsOf({ isrc: ["none"], barcode: "n/a" })).not.toHaveProperty("isrc");
  expect(tagsOf({}, { vorbis: [{ id: "UPC", value: "602445790128" }] }).upc).toBe("602445790128");
});

test("an advisory says explicit, clean, or nothing", () => {
  const advised = (value: string) => tagsOf({}, { iTunes: [{ id: "rtng", value }] }).explicit;
  expect([advised("1"), advised("4"), advised("2"), advised("0")]).toEqual([true, true, false, undefined]);
});

test("lyrics, gains, labels and numbers are kept", () => {
  const tags = tagsOf({
    track: { no: 3, of: 9 },
    disk: { no: 2, of: 2 },
    label: ["Small Label"],
    copyright: "2020 Ana",
    replaygain_track_gain: { dB: -6.5, ratio: 0.2 },
    lyrics: [{ descriptor: "", syncText: [{ text: "Hello", timestamp: 1200 }], contentType: 1, timeStampFormat: 2 }],
    language: "eng",
  });
  expect(tags).toMatchObject({
    number: 3,
    disc: 2,
    label: "Small Label",
    cLine: "2020 Ana",
    replayGain: { track_gain_db: -6.5 },
    lyrics: { lines: [{ at_ms: 1200, text: "Hello" }] },
    language: "en",
  });
});

describe("dates", () => {
  test.each([
    ["2012-12-15", "2012-12-15"],
    ["20121215", "2012-12-15"],
    ["2012-12-15T00:00:00Z", "2012-12-15"],
    ["2012/12", "2012-12"],
    ["2012-13-40", "2012"],
    [2012, "2012"],
    ["0000", undefined],
    ["soon", undefined],
  ])("%s", (given, expected) => {
    expect(dateOf(given)).toBe(expected);
  });

  test("what comes out is a date or nothing", () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        const date = dateOf(given);
        expect(date === undefined || releaseDateSchema.safeParse(date).success).toBe(true);
      }),
    );
  });
});

test("languages come out as BCP 47 or not at all", () => {
  expect(["eng", "German", "pt_BR", "zxx", "und", "gibberish language"].map(languageOf)).toEqual([
    "en",
    "de",
    "pt-BR",
    "zxx",
    undefined,
    undefined,
  ]);
  fc.assert(
    fc.property(fc.string(), (given) => {
      const language = languageOf(given);
      expect(language === undefined || languageSchema.safeParse(language).success).toBe(true);
    }),
  );
});
