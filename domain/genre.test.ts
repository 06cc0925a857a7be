import { expect, test } from "vitest";
import { genreOf, genresOf } from "./genre.ts";

test.each([
  ["Hip-Hop", "hip-hop", "Hip-Hop"],
  ["hip hop", "hip-hop", "Hip Hop"],
  ["r&b", "r-and-b", "R&B"],
  ["DRUM AND BASS", "drum-and-bass", "Drum and Bass"],
  ["Chanson française", "chanson-francaise", "Chanson Française"],
  ["k-pop", "k-pop", "K-Pop"],
  ["演歌", "演歌", "演歌"],
])("%s is the genre %s, known as %s", (text, id, name) => {
  expect(genreOf(text)).toEqual({ id, name });
});

test("one genre in two spellings is one, and what has no letter is none", () => {
  expect(genresOf(["Hip Hop", "hip-hop", "!!!", "Ambient"]).map((genre) => genre.id)).toEqual(["hip-hop", "ambient"]);
});
