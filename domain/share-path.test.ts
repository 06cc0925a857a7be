import { expect, test } from "vitest";
import { parseEmbedPath, parseSharePath } from "./share-path.ts";

const id = "0123456789abcdefABCDEF";

test.each([
  [`/album/${id}`, { type: "album", id }],
  [`/playlist/${id}/`, { type: "playlist", id }],
])("%s names what can be shared", (path, named) => {
  expect(parseSharePath(path)).toEqual(named);
  expect(parseEmbedPath(`/embed${path}`)).toEqual(named);
});

test.each(["/", `/user/${id}`, "/album/short", `/album/${id}/x`, `/embed/album/${id}`, `/album/${"z".repeat(22)}`])(
  "%s names nothing",
  (path) => {
    expect(parseSharePath(path)).toBeUndefined();
  },
);

test("what is not below /embed is no embedded player", () => {
  expect(parseEmbedPath(`/album/${id}`)).toBeUndefined();
  expect(parseEmbedPath(`/embed/embed/album/${id}`)).toBeUndefined();
});
