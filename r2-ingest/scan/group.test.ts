import { expect, test } from "vitest";
import { noTags, type FileTags } from "./file-tags.ts";
import { discFromFolders, groupFiles } from "./group.ts";

function file(path: string, tags: Partial<FileTags> = {}) {
  return { path, tags: { ...noTags, ...tags } };
}

function paths(groups: ReturnType<typeof groupFiles>): Record<string, string[]> {
  return Object.fromEntries(groups.map(({ folder, album, files }) => [`${folder}|${album ?? ""}`, files.map(({ path }) => path)]));
}

test("a manifest's folder is one release with all below it", () => {
  const files = [file("/m/A/CD1/1.flac", { album: "x" }), file("/m/A/CD2/1.flac", { album: "y" }), file("/m/B/1.flac")];
  const groups = groupFiles(files, new Map([["/m/A", "/m/A/release.toml"]]));
  expect(paths(groups)).toEqual({ "/m/A|": ["/m/A/CD1/1.flac", "/m/A/CD2/1.flac"], "/m/B|": ["/m/B/1.flac"] });
});

test("a manifest below another one is a release of its own", () => {
  const manifests = new Map([
    ["/m", "/m/release.toml"],
    ["/m/bonus", "/m/bonus/release.toml"],
  ]);
  expect(Object.keys(paths(groupFiles([file("/m/1.mp3"), file("/m/bonus/1.mp3")], manifests)))).toEqual(["/m|", "/m/bonus|"]);
});

test("folder and album tag make a release; discs of one album are one", () => {
  const files = [
    file("/m/X/CD1/1.mp3", { album: "X" }),
    file("/m/X/CD2/1.mp3", { album: "X" }),
    file("/m/mixed/a.mp3", { album: "One" }),
    file("/m/mixed/b.mp3", { album: "Two" }),
  ];
  expect(paths(groupFiles(files, new Map()))).toEqual({
    "/m/X|": ["/m/X/CD1/1.mp3", "/m/X/CD2/1.mp3"],
    "/m/mixed|one": ["/m/mixed/a.mp3"],
    "/m/mixed|two": ["/m/mixed/b.mp3"],
  });
});

test("a subfolder joins the same album above it", () => {
  const files = [file("/m/a.ogg", { album: "OST" }), file("/m/win/b.ogg", { album: "OST" }), file("/m/win/c.ogg", { album: "Other" })];
  expect(paths(groupFiles(files, new Map()))).toEqual({ "/m|": ["/m/a.ogg", "/m/win/b.ogg"], "/m/win|": ["/m/win/c.ogg"] });
});

test("files without album tag join the folder's only album", () => {
  expect(paths(groupFiles([file("/m/a.mp3", { album: "A" }), file("/m/b.mp3")], new Map()))).toEqual({ "/m|": ["/m/a.mp3", "/m/b.mp3"] });
});

test("the disc is read from the folders below the release", () => {
  expect(discFromFolders("/m/CD9/A/CD2/1.mp3", "/m/CD9/A")).toBe(2);
  expect(discFromFolders("/m/CD9/A/1.mp3", "/m/CD9/A")).toBeUndefined();
});
