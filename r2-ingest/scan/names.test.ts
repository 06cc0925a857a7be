import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { discOfFolder, parseReleaseName, parseTrackName } from "./names.ts";

describe("file names", () => {
  test.each([
    ["01 - Title", { number: 1, title: "Title" }],
    ["01. Title", { number: 1, title: "Title" }],
    ["01 Title", { number: 1, title: "Title" }],
    ["1-03 Title", { disc: 1, number: 3, title: "Title" }],
    ["CD2 - 03 - Title", { disc: 2, number: 3, title: "Title" }],
    ["07 - Some One - A Title - With Dash", { number: 7, artist: "Some One", title: "A Title - With Dash" }],
    ["Some One - Title", { artist: "Some One", title: "Title" }],
    ["some_title", { title: "some title" }],
    ["1999", { title: "1999" }],
    ["99 Luftballons", { number: 99, title: "Luftballons" }],
  ])("%s", (name, expected) => {
    expect(parseTrackName(name)).toEqual(expected);
  });

  test("any name gives a title, and numbers that are none stay out", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const { title, number, disc } = parseTrackName(name);
        expect(title.length).toBeGreaterThan(0);
        if (number !== undefined) expect(number).toBeGreaterThan(0);
        if (disc !== undefined) expect(disc).toBeGreaterThan(0);
      }),
    );
  });
});

test.each([
  ["Some One - Great Album (2012)", { artist: "Some One", title: "Great Album", year: "2012" }],
  ["2012 - Great Album", { title: "Great Album", year: "2012" }],
  ["Some One - 2012 - Great Album", { artist: "Some One", title: "Great Album", year: "2012" }],
  ["Great Album [1999]", { title: "Great Album", year: "1999" }],
  ["1984", { title: "1984" }],
  ["Great Album", { title: "Great Album" }],
])("folder %s", (name, expected) => {
  expect(parseReleaseName(name)).toEqual(expected);
});

test("folders of discs are told from folders of albums", () => {
  expect(discOfFolder("CD1")).toBe(1);
  expect(discOfFolder("Disc 02")).toBe(2);
  expect(discOfFolder("disk_3 bonus")).toBe(3);
  expect(discOfFolder("Discovery")).toBeUndefined();
  expect(discOfFolder("CD")).toBeUndefined();
});
