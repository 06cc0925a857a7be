/** Lo-fi hip hop: dusty drums behind the beat, warm electric piano, a small tune. */
import { brushTap, closedHat, kits, rim, shaker, snares, vinyl } from "../instruments/drums.ts";
import { electricPiano, kalimba, vibraphone } from "../instruments/mallets.ts";
import { airPad, flute, humLead, roundBass } from "../instruments/patches.ts";
import { nylonGuitar } from "../instruments/strings.ts";
import { steadyClock } from "../score/clock.ts";
import { addBass, addChords, addDrum, addMelody, addPad, addPart, type Arranger, isIn, type Sketch } from "./sketch.ts";

const leads = { vibraphone, kalimba, flute, hum: humLead, nylon: nylonGuitar };

function addBeat(sketch: Sketch): void {
  const { random } = sketch;
  const kicks = random.pick(["x.....x...x.....", "x......x..x..o..", "x..o..x...x....."]);
  const fill = "x.....x...x..x..";
  const isPlaying = (kind: string): boolean => kind !== "intro";
  addDrum(
    sketch,
    { name: "kick", instrument: kits.soft, level: -1.5 },
    (bar) => {
      if (!isPlaying(bar.section.kind)) return bar.isLast ? "............x..x." : undefined;
      return bar.index % 4 === 3 ? fill : kicks;
    },
    true,
  );
  addDrum(
    sketch,
    { name: "snare", instrument: snares.dusty, level: -4, reverb: 0.14, looseness: { seconds: 0.006, velocity: 0.08 } },
    (bar) => {
      if (!isPlaying(bar.section.kind)) return undefined;
      return bar.index % 4 === 3 ? "....x.......x..o" : "....x..o....x...";
    },
  );
  addDrum(
    sketch,
    { name: "hat", instrument: closedHat, level: -14, pan: 0.2, lowpass: 8500, looseness: { seconds: 0.004, velocity: 0.2 } },
    (bar) => {
      if (isIn(bar, "intro") || (isIn(bar, "outro") && bar.index > 1)) return undefined;
      return isIn(bar, "chorus") ? "x.x.x.x.x.x.x.xo" : "x.o.x.o.x.o.x.o.";
    },
  );
  addDrum(sketch, { name: "rim", instrument: random.pick([rim, brushTap, shaker]), level: -16, pan: -0.35, reverb: 0.3 }, (bar) =>
    isIn(bar, "chorus", "bridge") ? "...x..x....x..o." : undefined,
  );
}

export const lofi: Arranger = (sketch) => {
  const { layout, score, random } = sketch;
  const comps = random.pick([
    ["x-----.x-----...", "x-----.x--x-----"],
    ["x-------..x-----", "x---..x---x-----"],
    ["x---..x-----....", "x---..x---..x---"],
  ]);
  addChords(
    sketch,
    {
      name: "keys",
      instrument: electricPiano,
      level: -2,
      lowpass: 3800,
      reverb: 0.25,
      echo: 0.06,
      drive: 0.15,
      tremolo: { hertz: 3.1, depth: 0.3 },
      duck: 0.25,
      looseness: { seconds: 0.008, velocity: 0.09 },
    },
    { low: 52, high: 74, size: 4 },
    (bar) => comps[bar.index % 2],
    6,
  );
  addBass(
    sketch,
    { name: "bass", instrument: roundBass, level: -3, reverb: 0.02, duck: 0.35 },
    33,
    (bar) => {
      if (isIn(bar, "intro")) return undefined;
      return bar.index % 2 ? "R----.R-..5-8-a-" : "R----...R-.5....";
    },
    5,
  );
  addPad(
    sketch,
    { name: "air", instrument: airPad, level: -13, reverb: 0.5, highpass: 250 },
    { low: 60, high: 80, size: 3 },
    (bar) => isIn(bar, "chorus", "bridge", "outro"),
    5,
  );
  const lead = leads[(score.colour ?? "vibraphone") as keyof typeof leads];
  const tune = {
    cells: ["x--x--x-........", "..x-x-x--x--....", "x---x-x-x-......", "....x-x-x--x----"],
    low: 64,
    high: 83,
    isPentatonic: true,
  };
  addMelody(
    sketch,
    {
      name: "lead",
      instrument: lead,
      level: -3.5,
      pan: 0.15,
      reverb: 0.4,
      echo: 0.22,
      lowpass: 5200,
      looseness: { seconds: 0.012, velocity: 0.08 },
    },
    {
      verse: { ...tune, plan: "ab.z" },
      chorus: { ...tune, plan: "abac", low: 67, high: 86 },
    },
    4,
  );
  addBeat(sketch);
  addPart(sketch, { name: "vinyl", instrument: vinyl, level: -24, reverb: 0 }, [
    { beat: 0, beats: layout.end + 8, pitch: 60, velocity: 0.8 },
  ]);
  return {
    clock: steadyClock(score.tempo, 0.2, 0.5),
    room: { seconds: 1.5, brightness: 0.25, amount: 0.7 },
    echo: { beats: 0.75, feedback: 0.42, lowpass: 2200 },
    tail: 4.5,
    fade: 2.2,
    loudness: -14,
  };
};
