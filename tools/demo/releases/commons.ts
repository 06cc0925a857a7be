import { hillAndHarbour } from "./hill-and-harbour.ts";
import { compactDisc, type DemoRelease, tracksOf, upcOf } from "./release.ts";
import { windowSeat } from "./window-seat.ts";

const fresh = tracksOf(
  2026,
  "ambient",
  ["Tolvan"],
  ["ambient"],
  [
    {
      title: "Signal Fires",
      seed: 1401,
      tempo: 76,
      key: "C",
      mode: "lydian",
      form: "I2 A4 B4 A2",
      verse: "IM9 II vi7 IM9",
      chorus: "vi9 V IM9 iii7",
      colour: "harp",
    },
    {
      title: "Bicycle Weather",
      seed: 1402,
      style: "chip",
      by: ["Pixel Orchard"],
      genres: ["chiptune"],
      tempo: 144,
      key: "D",
      mode: "major",
      form: "I2 A8 B8 A8 O1",
      verse: "I iii IV V",
      chorus: "vi IV I V",
    },
    {
      title: "Four Hands, One Window",
      seed: 1403,
      style: "mallets",
      by: ["Six Mallets", "Mirela Sand"],
      genres: ["minimalism"],
      tempo: 120,
      key: "Bb",
      mode: "major",
      form: "I2 A8 B8 O2",
      verse: "Iadd9 iii7 IVM7 vi7",
      chorus: "IVM7 V vi7 I/3",
    },
  ],
);

/** Recordings that also stand on their own releases, beside ones that stand only here. */
export const commons: DemoRelease = {
  slug: "nearfield-commons-vol-1",
  title: "Nearfield Commons, Vol. 1",
  artists: ["Various Artists"],
  type: "compilation",
  label: "Nearfield Commons",
  upc: upcOf(14),
  date: "2026-09-04",
  genres: ["electronic", "folk", "ambient"],
  format: compactDisc,
  cover: { motif: "mosaic", colours: ["#fffaf0", "#264653", "#2a9d8f", "#e9c46a", "#e76f51"], seed: 24 },
  tracks: [...windowSeat.tracks.slice(2, 3), ...fresh.slice(0, 2), ...hillAndHarbour.tracks.slice(0, 1), ...fresh.slice(2)],
};
