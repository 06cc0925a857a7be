import { expect, test } from "vitest";
import { parse } from "smol-toml";
import { releaseManifestSchema } from "../../domain/release-manifest.ts";
import { catalogue, folderOf } from "./catalogue.ts";
import { drawCover } from "./cover/paint.ts";
import { writeManifest } from "./manifest.ts";
import { fileOf } from "./perform.ts";
import { compose } from "./styles/compose.ts";

const tracks = catalogue.flatMap((release) => release.tracks);
const recordings = [...new Set(tracks)];

test("every manifest is valid and names each file once", () => {
  for (const release of catalogue) {
    const manifest = releaseManifestSchema.parse(parse(writeManifest(release)));
    expect(manifest.title).toBe(release.title);
    expect(new Set(manifest.tracks?.map((track) => track.file)).size).toBe(release.tracks.length);
    for (const role of ["master", "composition", "performance"]) {
      for (const track of manifest.tracks ?? []) {
        const sum = (track.rights ?? []).filter((right) => right.role === role).reduce((total, right) => total + right.percent, 0);
        expect(sum).toBeLessThanOrEqual(100);
      }
    }
  }
});

test("the catalogue has what the project has to show", () => {
  expect(new Set(tracks.flatMap((track) => track.artists)).size).toBeGreaterThanOrEqual(6);
  expect(catalogue.filter((release) => release.type === "album").length).toBeGreaterThanOrEqual(10);
  expect(tracks.length).toBeGreaterThanOrEqual(48);
  expect(catalogue.findIndex((release) => release.isContinuous)).toBe(1);
  expect(tracks.filter((track) => track.explicit)).toHaveLength(1);
  expect(catalogue.filter((release) => release.markets)).toHaveLength(1);
  expect(catalogue.filter((release) => release.instant && release.instant > "2030")).toHaveLength(1);
  expect(catalogue.some((release) => release.type === "single")).toBe(true);
  expect(catalogue.some((release) => release.type === "compilation")).toBe(true);
  expect(tracks.some((track) => track.artists.length === 2)).toBe(true);
});

test("codes are unique, and UPCs carry their check digit", () => {
  expect(new Set(recordings.map((track) => track.isrc)).size).toBe(recordings.length);
  expect(new Set(catalogue.map((release) => release.upc)).size).toBe(catalogue.length);
  expect(new Set(catalogue.map(folderOf)).size).toBe(catalogue.length);
  for (const { upc } of catalogue) {
    const weighted = upc.split("").reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
    expect(weighted % 10).toBe(0);
  }
});

test("each track lasts 40 to 150 seconds, one close to 150, all of them 55 minutes at most", () => {
  const lengths = catalogue.flatMap((release) =>
    release.tracks.map((track, index) => {
      const piece = compose(track.score, !release.isContinuous || index === release.tracks.length - 1);
      return release.isContinuous && index < release.tracks.length - 1 ? piece.bars : piece.seconds;
    }),
  );
  expect(Math.min(...lengths)).toBeGreaterThan(40);
  expect(Math.max(...lengths)).toBeLessThan(150);
  expect(Math.max(...lengths)).toBeGreaterThan(140);
  expect(lengths.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(55 * 60);
});

test("no two recordings share tempo, key and mode, and no two covers are alike", () => {
  const place = recordings.map(({ score }) => `${score.style} ${score.tempo} ${score.key} ${score.mode}`);
  expect(new Set(place).size).toBe(place.length);
  const covers = catalogue.map((release) => drawCover(release.cover));
  expect(new Set(covers).size).toBe(covers.length);
  expect(catalogue.map((release) => drawCover(release.cover))).toEqual(covers);
});

test("file names hold nothing that a file system refuses", () => {
  for (const release of catalogue) {
    for (const index of release.tracks.keys()) expect(fileOf(release, index)).toMatch(/^\d\d [^\\/:*?"<>|]+\.wav$/);
  }
});
