/** Continuous electronica: one pulse through several movements, each opening or closing what the last one left. */
import { clap, closedHat, kits, openHat, riser, shaker } from "../instruments/drums.ts";
import { glassBell, marimba, vibraphone } from "../instruments/mallets.ts";
import { airPad, humLead, roundBass, softPluck, strings, subBass, warmPad } from "../instruments/patches.ts";
import { steadyClock } from "../score/clock.ts";
import { addArpeggio, addBass, addDrum, addMelody, addPad, addPart, type Arranger, type Bar, isIn, type Sketch } from "./sketch.ts";

/** How much of the machine runs in a movement. */
const energies: Record<string, number> = { calm: 0, pulse: 1, drive: 2, break: 0.5, crest: 3, home: 1 };

function addBeat(sketch: Sketch, energy: number): void {
  const plays = (bar: Bar): boolean => energy >= 2 && !isIn(bar, "bridge");
  addDrum(
    sketch,
    { name: "kick", instrument: kits.house, level: -0.5, reverb: 0 },
    (bar) => {
      if (energy === 1 && !isIn(bar, "intro", "outro")) return "x.......x.......";
      return plays(bar) ? "X...X...X...X..." : undefined;
    },
    true,
  );
  addDrum(sketch, { name: "clap", instrument: clap, level: -8, reverb: 0.4 }, (bar) => (plays(bar) ? "....x.......x..." : undefined));
  addDrum(sketch, { name: "hat", instrument: closedHat, level: -16, pan: 0.2, looseness: { seconds: 0.002, velocity: 0.22 } }, (bar) =>
    energy >= 1 && !isIn(bar, "intro") ? "x.oox.oox.oox.oo" : undefined,
  );
  addDrum(sketch, { name: "open hat", instrument: openHat, level: -14, pan: -0.15, lowpass: 11000 }, (bar) =>
    plays(bar) ? "..x...x...x...x." : undefined,
  );
  addDrum(sketch, { name: "shaker", instrument: shaker, level: -18, pan: -0.35 }, (bar) =>
    energy >= 1 ? (isIn(bar, "chorus") ? "oxoxoxoxoxoxoxox" : "..x...x...x...x.") : undefined,
  );
  if (energy === 1 || energy === 0.5) {
    addPart(sketch, { name: "riser", instrument: riser, level: -16, highpass: 500, reverb: 0.5 }, [
      { beat: sketch.layout.end - 8, beats: 8, pitch: 60, velocity: 0.8 },
    ]);
  }
}

export const tide: Arranger = (sketch) => {
  const { score, layout, random } = sketch;
  const energy = energies[score.colour ?? "pulse"] ?? 1;
  const bright = 900 + 1500 * energy;
  addPad(
    sketch,
    { name: "warm", instrument: warmPad, level: -5, reverb: 0.5, duck: 0.4, chorus: 0.4, highpass: 140 },
    { low: 52, high: 73, size: 4 },
    () => true,
    8,
  );
  addPad(
    sketch,
    { name: "air", instrument: airPad, level: -9, reverb: 0.6, highpass: 350, duck: 0.2 },
    { low: 64, high: 84, size: 3 },
    (bar) => energy !== 1 || isIn(bar, "chorus"),
    8,
  );
  const order = [0, 2, 1, 3, 2, 4, 3, 1];
  addArpeggio(
    sketch,
    {
      name: "arpeggio",
      instrument: softPluck,
      level: -4.5,
      pan: 0.15,
      reverb: 0.35,
      echo: 0.35,
      duck: 0.3,
      filter: [
        [0, bright * 0.6],
        [layout.end * 0.7, bright * 1.8],
        [layout.end, bright],
      ],
    },
    { low: 57, high: 78, size: 4 },
    0.25,
    (bar) => (energy === 0 && isIn(bar, "intro") ? undefined : order),
    0.3,
  );
  addArpeggio(
    sketch,
    { name: "marimba", instrument: marimba, level: -8, pan: -0.35, reverb: 0.35, echo: 0.2 },
    { low: 64, high: 83, size: 4 },
    0.5,
    (bar) => (energy >= 1 && isIn(bar, "chorus", "verse") ? [0, -1, 2, 1, -1, 3, -1, 2] : undefined),
  );
  const bass = energy >= 2 ? "..R...R...R.R.5." : "R-------..R-5---";
  addBass(
    sketch,
    { name: "bass", instrument: energy >= 2 ? roundBass : subBass, level: energy >= 2 ? -2 : -6, reverb: 0.02, duck: 0.5 },
    31,
    (bar) => (energy === 0 && isIn(bar, "intro") ? undefined : bass),
    6,
  );
  const tune = { cells: ["x-----x-", "x---x---", "x-x---x-", "..x-x---"], low: 67, high: 86, isPentatonic: true };
  const lead = random.pick([vibraphone, humLead, glassBell]);
  addMelody(
    sketch,
    { name: "lead", instrument: lead, level: -5, reverb: 0.5, echo: 0.35, pan: 0.05 },
    { verse: { ...tune, plan: "a.b." }, chorus: { ...tune, plan: "abaz" }, bridge: { ...tune, plan: "a.z." } },
    6,
  );
  addPad(
    sketch,
    { name: "strings", instrument: strings, level: -10, reverb: 0.5, duck: 0.3 },
    { low: 60, high: 79, size: 3 },
    (bar) => energy >= 2 && isIn(bar, "chorus"),
  );
  addBeat(sketch, energy);
  return {
    clock: steadyClock(score.tempo),
    room: { seconds: 3.2, brightness: 0.5, amount: 0.7 },
    echo: { beats: 0.75, feedback: 0.5, lowpass: 3000 },
    tail: 8,
    fade: 4,
    loudness: -14,
  };
};
