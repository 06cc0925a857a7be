import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  artistKey,
  matchAlbum,
  matchTracks,
  normaliseName,
  releasedAt,
  releaseKeys,
  seedOfAlbum,
  type KnownAlbum,
  type KnownTrack,
} from "./release-identity.ts";
import type { ReleaseInput, TrackInput } from "./release.ts";

const base: ReleaseInput = {
  title: "Title",
  album_type: "album",
  artists: [{ name: "Artist" }],
  release_date: "2020",
  genres: [],
  markets: null,
  gapless: false,
  tracks: [],
};

function input(recording: string, number: number, isrc?: string): TrackInput {
  return {
    recording_id: recording,
    disc: 1,
    number,
    title: `${number}`,
    artists: [{ name: "Artist" }],
    explicit: false,
    genres: [],
    markets: null,
    rights: [],
    ...(isrc && { isrc }),
  };
}

test("names are compared without case, accents, width and punctuation, but never as nothing", () => {
  expect(normaliseName("  Beyoncé ")).toBe(normaliseName("BEYONCE"));
  expect(normaliseName("AC/DC")).toBe(normaliseName("ac dc"));
  expect(normaliseName("!!!")).toBe("!!!");
  expect(normaliseName("坂本龍一")).toBe("坂本龍一");
  expect(normaliseName("ハート")).not.toBe(normaliseName("バード"));
  expect(normaliseName("मीरा")).not.toBe(normaliseName("मोर"));
});

test("an artist is known by the strongest of its keys", () => {
  expect(artistKey({ name: "X", ref: "r", mbid: "65f4f0c5-ef9e-490c-aee3-909e7ae6b2ab" })).toMatch(/^mbid:/);
  expect(artistKey({ name: "X", ref: "r" })).toBe("ref:r");
  expect(artistKey({ name: "Xé" })).toBe("name:xe");
});

const noAlbums = new Map<string, KnownAlbum>();

test("an album is found by any key that nothing stronger contradicts", () => {
  const release = { ...base, upc: "123456789012", folder: "f" };
  expect(matchAlbum(release, [{ key: "folder:f", albumId: "A" }], noAlbums)).toBe("A");
  const albums = new Map([["B", { releaseDate: "2020-05", tracks: [] }]]);
  expect(matchAlbum(release, [{ key: "name:artist|title", albumId: "B" }], albums)).toBe("B");
});

test("another UPC makes another release, whatever the title says", () => {
  const known = [
    { key: "name:artist|title", albumId: "B" },
    { key: "upc:0999999999999", albumId: "B" },
  ];
  const albums = new Map([["B", { releaseDate: "2020", tracks: [] }]]);
  expect(matchAlbum({ ...base, upc: "123456789012" }, known, albums)).toBeUndefined();
});

test("a corrected UPC keeps the album that the deliverer's reference names", () => {
  const known = [
    { key: "ref:r1", albumId: "B" },
    { key: "upc:0999999999999", albumId: "B" },
  ];
  expect(matchAlbum({ ...base, ref: "r1", upc: "123456789012" }, known, noAlbums)).toBe("B");
});

describe("albums of one artist under one title", () => {
  const name = "name:artist|title";
  const first = { releaseDate: "1977-02-25", tracks: [{ recordingId: "R1", isrc: "ZZABC7700001" }] };
  const second = { releaseDate: "1978", tracks: [{ recordingId: "R2", isrc: null }] };
  const albums = new Map<string, KnownAlbum>([
    ["A", first],
    ["B", second],
  ]);
  const both = [
    { key: name, albumId: "A" },
    { key: name, albumId: "B" },
    { key: "folder:a", albumId: "A" },
  ];
  const find = (more: Partial<ReleaseInput>) => matchAlbum({ ...base, ...more }, both, albums);

  test("stay apart where they have no recording and no year in common, and their ids differ", () => {
    expect(find({ folder: "b", release_date: "1980", tracks: [input("R9", 1)] })).toBeUndefined();
    expect(seedOfAlbum({ ...base, release_date: "1980-05-23" })).not.toBe(seedOfAlbum({ ...base, release_date: "1978" }));
  });

  test("are found again by their music when the date is corrected", () => {
    expect(find({ release_date: "1980", tracks: [input("R2", 1)] })).toBe("B");
    expect(find({ release_date: "1978", tracks: [input("R9", 1, "ZZABC7700001")] })).toBe("A");
  });

  test("are found again by their year when they are remastered, and by their folder whatever else changed", () => {
    expect(find({ release_date: "1978-06-02", tracks: [input("R9", 1)] })).toBe("B");
    expect(find({ release_date: "1999", folder: "a", tracks: [input("R9", 1)] })).toBe("A");
  });
});

test("UPC and EAN of one product are one key", () => {
  expect(releaseKeys({ ...base, upc: "123456789012" })[0]).toBe(releaseKeys({ ...base, upc: "0123456789012" })[0]);
});

const known: KnownTrack[] = [
  { id: "T1", disc: 1, number: 1, isrc: "ZZABC2000001", recordingId: "R1" },
  { id: "T2", disc: 1, number: 2, isrc: null, recordingId: "R2" },
];

test("tracks keep their ids when they swap places, are remastered or get another ISRC", () => {
  expect(matchTracks(known, [input("R2", 1), input("R1", 2)])).toEqual(["T2", "T1"]);
  expect(matchTracks(known, [input("R9", 5, "ZZABC2000001")])).toEqual(["T1"]);
  expect(matchTracks(known, [input("R8", 2)])).toEqual(["T2"]);
  expect(matchTracks(known, [input("R8", 1, "ZZABC2000099")])).toEqual([undefined]);
});

test("no known track is given away twice, and the same delivery finds every one", () => {
  const delivery = fc.array(fc.tuple(fc.constantFrom("R1", "R2", "R3"), fc.integer({ min: 1, max: 4 })), { maxLength: 6 });
  fc.assert(
    fc.property(delivery, (entries) => {
      const matched = matchTracks(
        known,
        entries.map(([recording, number]) => input(recording, number)),
      ).filter((id) => id !== undefined);
      expect(new Set(matched).size).toBe(matched.length);
    }),
  );
  expect(matchTracks(known, [input("R1", 1, "ZZABC2000001"), input("R2", 2)])).toEqual(["T1", "T2"]);
});

test("a release is out from its instant, else from the start of its date", () => {
  expect(releasedAt({ release_date: "2031-01-01", release_instant: "2031-01-01T00:00:00+09:00" })).toBe(Date.UTC(2030, 11, 31, 15));
  expect(releasedAt({ release_date: "1999" })).toBe(Date.UTC(1999, 0, 1));
  expect(releasedAt({ release_date: "1999-05" })).toBe(Date.UTC(1999, 4, 1));
});
