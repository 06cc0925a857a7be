/** Plucked folk: a guitar picked with thumb and fingers, a second string instrument, and a wind that takes the tune. */
import { brushTap, kits, shaker } from "../instruments/drums.ts";
import { accordion, clarinet, flute, strings, whistle } from "../instruments/patches.ts";
import { harp, mandolin, nylonGuitar, steelGuitar, uprightBass } from "../instruments/strings.ts";
import { breathingClock } from "../score/clock.ts";
import { addArpeggio, addBass, addChords, addDrum, addMelody, addPad, type Arranger, isIn, type Sketch } from "./sketch.ts";

const leads = { flute, whistle, clarinet, mandolin, accordion, harp };
/** Travis picking in eighths: the thumb alternates below, the fingers fill in above. */
const picking = [
  [0, 3, 1, 2, 0, 3, 1, 2],
  [0, 2, 1, 3, 0, 2, 1, 3],
  [0, 3, 2, 3, 1, 3, 2, 3],
];
const waltzPicking = [
  [0, 2, 3, 2, 3, 2],
  [0, 3, 2, 3, 1, 2],
];

function addHands(sketch: Sketch, isWaltz: boolean): void {
  addDrum(sketch, { name: "stomp", instrument: kits.soft, level: -9, reverb: 0.15 }, (bar) =>
    isIn(bar, "chorus") ? (isWaltz ? "x....." : "x...x...") : undefined,
  );
  addDrum(sketch, { name: "brush", instrument: brushTap, level: -14, pan: 0.2, reverb: 0.2 }, (bar) =>
    isIn(bar, "chorus")
      ? isWaltz
        ? "..x.x."
        : "..x...x."
      : isIn(bar, "verse") && bar.section.occurrence > 0
        ? isWaltz
          ? "....o."
          : "......o."
        : undefined,
  );
  addDrum(sketch, { name: "shaker", instrument: shaker, level: -18, pan: -0.3 }, (bar) =>
    isIn(bar, "chorus") ? (isWaltz ? "xoxoxo" : "xoxoxoxo") : undefined,
  );
}

export const folk: Arranger = (sketch) => {
  const { score, layout, random } = sketch;
  const isWaltz = layout.meter === 3;
  const order = random.pick(isWaltz ? waltzPicking : picking);
  const isSteel = score.colour !== "harp" && score.colour !== "clarinet";
  const guitar = isSteel ? steelGuitar : nylonGuitar;
  const hand = { seconds: 0.007, velocity: 0.12 };
  addArpeggio(
    sketch,
    { name: "guitar", instrument: guitar, level: -2.5, pan: -0.22, reverb: 0.2, lowpass: 7000, looseness: hand },
    { low: 45, high: 68, size: 4 },
    0.5,
    () => order,
    1.4,
  );
  addChords(
    sketch,
    { name: "landing", instrument: guitar, level: -5, pan: -0.2, reverb: 0.25 },
    { low: 45, high: 70, size: 5 },
    () => undefined,
    6,
  );
  addChords(
    sketch,
    { name: "strum", instrument: mandolin, level: -11, pan: 0.42, reverb: 0.22, highpass: 250, lowpass: 6000, looseness: hand },
    { low: 62, high: 82, size: 3 },
    (bar) => (isIn(bar, "chorus") ? (isWaltz ? "..x.xo" : "..x...xo") : undefined),
  );
  addBass(
    sketch,
    { name: "bass", instrument: uprightBass, level: -6, reverb: 0.05 },
    31,
    (bar) => {
      if (isIn(bar, "intro")) return undefined;
      return isWaltz ? "R--" : isIn(bar, "chorus") ? "R-5-" : "R--5";
    },
    5,
  );
  const cells = isWaltz ? ["x-x-x-", "x---x-", "x-xxx-", "xxx---"] : ["x-x-x-x-", "x---x-xx", "x-xxx---", "..x-xxx-"];
  const tune = { cells, low: 66, high: 84, isPentatonic: !isWaltz };
  const lead = leads[(score.colour ?? "flute") as keyof typeof leads];
  addMelody(
    sketch,
    { name: "lead", instrument: lead, level: -2.5, pan: 0.16, reverb: 0.38, echo: 0.06, looseness: { seconds: 0.01, velocity: 0.07 } },
    {
      verse: { ...tune, plan: "abaz" },
      chorus: { ...tune, plan: "abcz", low: 69, high: 88 },
      bridge: { ...tune, plan: "b.bz", low: 62, high: 80 },
    },
    4,
  );
  addPad(
    sketch,
    { name: "strings", instrument: strings, level: -13, reverb: 0.4, highpass: 200 },
    { low: 55, high: 76, size: 3 },
    (bar) => isIn(bar, "chorus", "bridge", "outro"),
    5,
  );
  addHands(sketch, isWaltz);
  return {
    clock: breathingClock(score.tempo, layout.meter * 4, 0.012, layout.end, 0.2),
    room: { seconds: 1.8, brightness: 0.5, amount: 0.6 },
    echo: { beats: 1, feedback: 0.2, lowpass: 2500 },
    tail: 4.8,
    fade: 2.2,
    loudness: -15,
  };
};
