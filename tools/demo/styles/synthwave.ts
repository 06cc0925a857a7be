/** Synthwave: a pumping bass in eighths, wide pads, a gated snare, a lead that leans into its notes. */
import { closedHat, crash, kits, openHat, snares, tom } from "../instruments/drums.ts";
import { glassBell } from "../instruments/mallets.ts";
import { neonBass, neonLead, neonPad, pluckSynth, squareLead, strings } from "../instruments/patches.ts";
import { steadyClock } from "../score/clock.ts";
import { addArpeggio, addBass, addDrum, addMelody, addPad, type Arranger, isIn, type Sketch } from "./sketch.ts";

function addBeat(sketch: Sketch): void {
  const isHeavy = sketch.score.colour === "heavy";
  const plays = (kind: string): boolean => kind !== "intro" && kind !== "bridge";
  addDrum(
    sketch,
    { name: "kick", instrument: isHeavy ? kits.tight : kits.house, level: 0, reverb: 0 },
    (bar) => {
      if (!plays(bar.section.kind)) return undefined;
      return isHeavy ? "X..xX...X..xX.x." : "X...X...X...X...";
    },
    true,
  );
  addDrum(sketch, { name: "snare", instrument: snares.gated, level: -3, reverb: 0.42 }, (bar) =>
    plays(bar.section.kind) ? (bar.isLast ? "....X.......X.xx" : "....X.......X...") : undefined,
  );
  addDrum(sketch, { name: "hat", instrument: closedHat, level: -15, pan: 0.15 }, (bar) =>
    plays(bar.section.kind) ? "x.o.x.o.x.o.x.o." : undefined,
  );
  addDrum(sketch, { name: "open hat", instrument: openHat, level: -16, pan: -0.15 }, (bar) =>
    isIn(bar, "chorus") ? "..x...x...x...x." : undefined,
  );
  addDrum(sketch, { name: "toms", instrument: tom, level: -5, reverb: 0.4 }, (bar) =>
    bar.isLast && !isIn(bar, "outro") ? "..........x.x.xx" : undefined,
  );
  addDrum(sketch, { name: "crash", instrument: crash, level: -11, reverb: 0.4 }, (bar) =>
    bar.index === 0 && isIn(bar, "chorus") ? "x..............." : undefined,
  );
}

export const synthwave: Arranger = (sketch) => {
  const { score, layout, random } = sketch;
  const isHeavy = score.colour === "heavy";
  addPad(
    sketch,
    { name: "pad", instrument: neonPad, level: -7, reverb: 0.4, duck: 0.55, chorus: 0.4, highpass: 160 },
    { low: 53, high: 74, size: 4 },
    () => true,
    5,
  );
  addBass(
    sketch,
    { name: "bass", instrument: neonBass, level: -2, reverb: 0, duck: 0.5, drive: isHeavy ? 0.6 : 0.15 },
    33,
    (bar) => {
      if (isIn(bar, "bridge")) return "R-------";
      if (isIn(bar, "intro") && bar.index < 2) return undefined;
      return isHeavy ? "RrRrRr8rRrRrRr7r" : bar.isLast ? "RrRrRr5a" : "RrRrRrRr";
    },
    4,
  );
  const order = random.pick([
    [0, 1, 2, 3, 4, 3, 2, 1],
    [0, 2, 1, 3, 2, 4, 3, 5],
    [0, 2, 4, 2, 1, 3, 5, 3],
  ]);
  addArpeggio(
    sketch,
    {
      name: "arpeggio",
      instrument: pluckSynth,
      level: -6.5,
      pan: -0.2,
      reverb: 0.25,
      echo: 0.3,
      duck: 0.3,
      filter: [
        [0, 900],
        [layout.end * 0.3, 3000],
        [layout.end * 0.75, 6500],
        [layout.end, 1500],
      ],
    },
    { low: 60, high: 79, size: 3 },
    0.25,
    (bar) => (isIn(bar, "verse") && bar.section.occurrence === 0 && bar.index < 2 ? undefined : order),
    0.22,
  );
  const tune = { cells: ["x--x--x-", "x---x-x-", "x-----xx", "..x-x-x-"], low: 64, high: 84, leap: 4 };
  addMelody(
    sketch,
    { name: "lead", instrument: random.chance(0.6) ? neonLead : squareLead, level: -3.5, reverb: 0.35, echo: 0.28, pan: 0.08 },
    {
      verse: { ...tune, plan: "a.b." },
      chorus: { ...tune, plan: "abaz", low: 67, high: 88 },
      bridge: { ...tune, plan: "c.z." },
    },
    4,
  );
  addPad(
    sketch,
    { name: "strings", instrument: strings, level: -11, reverb: 0.45, duck: 0.3, highpass: 300 },
    { low: 64, high: 84, size: 3 },
    (bar) => isIn(bar, "chorus", "bridge"),
  );
  addMelody(
    sketch,
    { name: "bells", instrument: glassBell, level: -13, pan: 0.4, reverb: 0.5, echo: 0.4 },
    {
      intro: { cells: ["x.......x......."], low: 76, high: 93, plan: "ab" },
      bridge: { cells: ["x...x...x..."], low: 76, high: 93, plan: "ab" },
    },
  );
  addBeat(sketch);
  return {
    clock: steadyClock(score.tempo),
    room: { seconds: 2, brightness: 0.6, amount: 0.55 },
    echo: { beats: 0.75, feedback: 0.4, lowpass: 3400 },
    tail: 4.2,
    fade: 2.2,
    loudness: isHeavy ? -12 : -13,
  };
};
