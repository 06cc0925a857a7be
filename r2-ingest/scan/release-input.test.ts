import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { releaseManifestSchema } from "../../domain/release-manifest.ts";
import { releaseInputSchema } from "../../domain/release.ts";
import { noTags, type FileTags } from "./file-tags.ts";
import { draftRelease, type DraftRelease } from "./release-input.ts";

const recordingId = "0000000000000000000001";

function file(path: string, tags: Partial<FileTags> = {}) {
  return { path, mtimeMs: Date.UTC(2020, 4, 6), tags: { ...noTags, ...tags } };
}

function group(folder: string, files: ReturnType<typeof file>[], album?: string) {
  return { folder, manifest: undefined, album, files };
}

function isSound(draft: DraftRelease): boolean {
  // The schema drops what it does not know, such as the paths.
  const tracks = draft.tracks.map((track) => ({ ...track, recording_id: recordingId }));
  return releaseInputSchema.safeParse({ ...draft, tracks }).success;
}

test("names alone make a whole release", () => {
  const draft = draftRelease(
    group("/m/Some One - Great Album (2012)", [
      file("/m/Some One - Great Album (2012)/02 - Second.mp3"),
      file("/m/Some One - Great Album (2012)/01 - First.mp3"),
    ]),
  );
  expect(draft).toMatchObject({
    title: "Great Album",
    artists: [{ name: "Some One" }],
    release_date: "2012",
    album_type: "single",
    markets: null,
  });
  expect(draft.tracks.map(({ number, title }) => `${number} ${title}`)).toEqual(["1 First", "2 Second"]);
  expect(isSound(draft)).toBe(true);
});

test("tracks of different artists are by various artists, a compilation", () => {
  const files = ["Ana", "Ben"].map((name, index) => file(`/m/Mix/${index}.mp3`, { artists: [{ name }] }));
  expect(draftRelease(group("/m/Mix", files))).toMatchObject({ artists: [{ name: "Various Artists" }], album_type: "compilation" });
});

test("without any date the oldest file's day is taken", () => {
  expect(draftRelease(group("/m/X", [file("/m/X/a.mp3")])).release_date).toBe("2020-05-06");
});

describe("a manifest", () => {
  const manifest = releaseManifestSchema.parse({
    title: "Right Title",
    artists: ["Ana", { name: "Ben", ref: "ben-2" }],
    upc: "602445790128",
    label: "Small Label",
    p_line: "℗ 2021 Small Label",
    release_instant: new Date("2030-01-01T00:00:00Z"),
    markets: ["DE", "AT"],
    explicit: true,
    gapless: true,
    rights: [{ holder: "Small Label", role: "master", percent: 62.5 }],
    tracks: [{ file: "CD2/a.flac", title: "Corrected", number: 7, isrc: "USRC17607839", explicit: false, markets: ["DE"] }],
  });
  const files = [
    file("/m/X/CD2/a.flac", { title: "Wrnog", album: "Wrong", number: 3, isrc: "GBAYE0000001" }),
    file("/m/X/CD2/b.flac", { title: "Fine" }),
  ];
  const draft = draftRelease({ ...group("/m/X", files), manifest: "/m/X/release.toml" }, manifest);

  test("overrides what the files say", () => {
    expect(draft).toMatchObject({
      title: "Right Title",
      artists: [{ name: "Ana" }, { name: "Ben", ref: "ben-2" }],
      upc: "602445790128",
      release_instant: "2030-01-01T00:00:00.000Z",
      markets: ["DE", "AT"],
      gapless: true,
    });
    expect(draft.tracks[1]).toMatchObject({
      title: "Corrected",
      disc: 2,
      number: 7,
      isrc: "USRC17607839",
      explicit: false,
      markets: ["DE"],
    });
  });

  test("speaks for tracks it does not name, too", () => {
    expect(draft.tracks[0]).toMatchObject({ title: "Fine", disc: 2, number: 1, explicit: true, markets: ["DE", "AT"] });
    expect(draft.tracks[0]?.rights).toEqual([{ holder: "Small Label", role: "master", share_bps: 6250 }]);
  });

  test("gives what the contract takes", () => expect(isSound(draft)).toBe(true));
});

test("the folder's key outlives every name in it, and tells two albums of one folder apart", () => {
  const before = draftRelease(group("/m/X", [file("/m/X/a.mp3", { album: "A" })]));
  expect(draftRelease(group("/m/X", [file("/m/X/b.mp3", { album: "B" })])).folder).toBe(before.folder);
  expect(draftRelease(group("/m/X", [file("/m/X/b.mp3")], "b")).folder).not.toBe(before.folder);
});

test("whatever tags and names hold, the contract takes it", () => {
  const name = fc
    .string({ minLength: 1, maxLength: 40 })
    .filter((text) => !text.includes("/") && text.trim() !== "" && text !== "." && text !== "..");
  const tags = fc.record(
    {
      title: name,
      album: name,
      disc: fc.integer({ min: 1, max: 99 }),
      number: fc.integer({ min: 1, max: 999 }),
      artists: fc.array(fc.record({ name }), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(name, fc.array(fc.tuple(name, tags), { minLength: 1, maxLength: 6 }), (folder, files) => {
      const made = files.map(([base, given], index) => file(`/m/${folder}/${index}${base}.mp3`, given));
      expect(isSound(draftRelease(group(`/m/${folder}`, made)))).toBe(true);
    }),
  );
});
