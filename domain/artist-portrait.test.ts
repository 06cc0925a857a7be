import fc from "fast-check";
import { expect, test } from "vitest";
import { condensePortrait, portray, type PortraitPart } from "./artist-portrait.ts";

const image = (id: string) => ({ id, sizes: [640], colour: "#000000" });

type Entry = { album: PortraitPart; group: string };

function entry(id: string, more: Partial<PortraitPart> & { group?: string } = {}): Entry {
  const { group = "album", ...album } = more;
  return { album: { released_at: 0, markets: null, genres: [id], cover: image(id), ...album }, group };
}

const look = (albums: Entry[], market: string, now: number) => portray(condensePortrait(albums, 1), market, now);

test("the newest release with a cover stands for the artist, and all of their own give genres", () => {
  const albums = [entry("bare", { cover: null }), entry("new"), entry("old", { group: "single" })];
  expect(look(albums, "DE", 1)).toEqual({ genres: ["bare", "new", "old"], image: image("new") });
});

test("what is not out yet, is not for this market, or is somebody else's album stands for nobody", () => {
  const albums = [
    entry("tomorrow", { released_at: 2 }),
    entry("elsewhere", { markets: ["JP"] }),
    entry("guest", { group: "appears_on" }),
    entry("here", { markets: ["DE"] }),
  ];
  expect(look(albums, "DE", 1)).toEqual({ genres: ["here"], image: image("here") });
  expect(look(albums, "US", 1)).toEqual({ genres: [], image: null });
  expect(look(albums, "JP", 2)).toEqual({ genres: ["elsewhere", "tomorrow"], image: image("tomorrow") });
});

test("a condensed portrait says the same as the whole to everybody from then on, and is short", () => {
  const album = fc.record({
    released_at: fc.integer({ min: 0, max: 6 }),
    markets: fc.option(fc.uniqueArray(fc.constantFrom("DE", "JP", "US"))),
    genres: fc.uniqueArray(fc.constantFrom("ambient", "techno", "fado"), { maxLength: 2 }),
    cover: fc.option(fc.constantFrom("one", "two", "three").map(image)),
  });
  const group = fc.constantFrom("album", "single", "appears_on");
  fc.assert(
    fc.property(
      fc.array(fc.record({ album, group })),
      fc.constantFrom("DE", "JP", "FR"),
      fc.nat(7),
      fc.nat(7),
      (drawn, market, at, later) => {
        const albums = drawn.toSorted((a, b) => b.album.released_at - a.album.released_at);
        const whole = albums.filter((candidate) => candidate.group !== "appears_on").map((candidate) => candidate.album);
        expect(portray(condensePortrait(albums, at), market, at + later)).toEqual(portray(whole, market, at + later));
      },
    ),
  );
  expect(
    condensePortrait(
      Array.from({ length: 1000 }, (_, index) => entry("ambient", { cover: image(`cover ${index}`) })),
      1,
    ),
  ).toHaveLength(1);
});
