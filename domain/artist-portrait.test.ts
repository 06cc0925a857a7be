import { expect, test } from "vitest";
import { portray, type PortraitAlbum } from "./artist-portrait.ts";

const image = (id: string) => ({ id, sizes: [640], colour: "#000000" });

function entry(id: string, more: Partial<PortraitAlbum["album"]> & { group?: string } = {}): PortraitAlbum {
  const { group = "album", ...album } = more;
  return { album: { released_at: 0, markets: null, genres: [id], cover: image(id), ...album }, group };
}

test("the newest release with a cover stands for the artist, and all of their own give genres", () => {
  const albums = [entry("bare", { cover: null }), entry("new"), entry("old", { group: "single" })];
  expect(portray(albums, "DE", 1)).toEqual({ genres: ["bare", "new", "old"], image: image("new") });
});

test("what is not out yet, is not for this market, or is somebody else's album stands for nobody", () => {
  const albums = [
    entry("tomorrow", { released_at: 2 }),
    entry("elsewhere", { markets: ["JP"] }),
    entry("guest", { group: "appears_on" }),
    entry("here", { markets: ["DE"] }),
  ];
  expect(portray(albums, "DE", 1)).toEqual({ genres: ["here"], image: image("here") });
  expect(portray(albums, "US", 1)).toEqual({ genres: [], image: null });
  expect(portray(albums, "JP", 2)).toEqual({ genres: ["elsewhere", "tomorrow"], image: image("tomorrow") });
});
