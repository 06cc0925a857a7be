import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePath, pathOf } from "./routes.ts";

const id = "0123456789abcdefABCDEF";

test.each([
  ["/", { page: "home" }],
  ["/albums", { page: "albums" }],
  ["/albums/", { page: "albums" }],
  [`/album/${id}`, { page: "album", id }],
  [`/artist/${id}`, { page: "artist", id }],
  [`/track/${id}/`, { page: "track", id }],
  [`/playlist/${id}`, { page: "playlist", id }],
  ["/library", { page: "library", place: "playlists" }],
  ["/library/songs", { page: "library", place: "songs" }],
  ["/legal/privacy", { page: "legal", document: "privacy" }],
  ["/login", { page: "login" }],
  ["/consent", { page: "consent" }],
  ["/account", { page: "account", place: "overview" }],
  ["/account/security", { page: "account", place: "security" }],
  ["/family/join", { page: "family_join" }],
])("%s opens its page", (path, route) => {
  expect(parsePath(path)).toEqual(route);
});

test.each([
  "/album",
  "/album/short",
  `/album/${id}/x`,
  "/library/playlists",
  "/legal/other",
  "/Albums",
  "//",
  "/home",
  "/account/overview",
  "/login/x",
  "/family",
])("%s is not found", (path) => {
  expect(parsePath(path).page).toBe(path === "//" ? "home" : "not_found");
});

test("every path reads back as the route that it was written for", () => {
  fc.assert(
    fc.property(fc.webPath(), (path) => {
      const route = parsePath(path);
      expect(parsePath(pathOf(route))).toEqual(route);
    }),
  );
});
