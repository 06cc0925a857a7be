/** Deep house: four on the floor, off-beat hats, stabs that answer each other, a filter that opens. */
import { clap, closedHat, conga, crash, kits, openHat, riser, shaker } from "../instruments/drums.ts";
import { electricPiano, stab, vibraphone } from "../instruments/mallets.ts";
import { houseBass, houseStab, humLead, organ, warmPad, whistle } from "../instruments/patches.ts";
import { steadyClock } from "../score/clock.ts";
import { addBass, addChords, addDrum, addMelody, addPad, addPart, type Arranger, type Bar, isIn, type Sketch } from "./sketch.ts";

const leads = { vibraphone, hum: humLead, whistle, keys: electricPiano };

function addBeat(sketch: Sketch): void {
  const isBreak = (bar: Bar): boolean => isIn(bar, "bridge");
  addDrum(
    sketch,
    { name: "kick", instrument: kits.house, level: 0.5, reverb: 0 },
    (bar) => {
      if (isBreak(bar)) return undefined;
      return bar.isLast && !isIn(bar, "outro") ? "X...X...X...X.x." : "X...X...X...X...";
    },
    true,
  );
  addDrum(sketch, { name: "clap", instrument: clap, level: -6, reverb: 0.3 }, (bar) =>
    isIn(bar, "intro") || isBreak(bar) ? undefined : bar.isLast ? "....x.......x..o" : "....x.......x...",
  );
  addDrum(sketch, { name: "open hat", instrument: openHat, level: -12, pan: 0.15, lowpass: 11000 }, (bar) =>
    (isIn(bar, "intro") && bar.index < 2) || isBreak(bar) ? undefined : "..x...x...x...x.",
  );
  addDrum(sketch, { name: "hat", instrument: closedHat, level: -18, pan: -0.25, looseness: { seconds: 0.003, velocity: 0.22 } }, (bar) =>
    isIn(bar, "chorus", "verse") ? "x.oxx.oxx.oxx.ox" : undefined,
  );
  addDrum(sketch, { name: "shaker", instrument: shaker, level: -17, pan: 0.4 }, (bar) =>
    isIn(bar, "chorus", "outro") ? "oxoxoxoxoxoxoxox" : undefined,
  );
  addDrum(sketch, { name: "conga", instrument: conga, level: -13, pan: -0.4, reverb: 0.25 }, (bar) =>
    isIn(bar, "intro") ? undefined : "...o..x..o.x..o.",
  );
  addDrum(sketch, { name: "crash", instrument: crash, level: -14, reverb: 0.4 }, (bar) =>
    bar.index === 0 && isIn(bar, "chorus") ? "x..............." : undefined,
  );
  const rises = sketch.layout.sections
    .filter((section) => section.kind === "chorus" && section.start > 0)
    .map((section) => ({ beat: section.start - 8, beats: 8, pitch: 60, velocity: 0.8 }));
  addPart(sketch, { name: "riser", instrument: riser, level: -17, highpass: 500, reverb: 0.4 }, rises);
}

export const house: Arranger = (sketch) => {
  const { score, layout, random } = sketch;
  const stabs = random.pick(["x..x..x...x..x..", "..x..x....x..x..", "x..x...x..x...x."]);
  const isOrganic = score.colour === "keys" || score.colour === "vibraphone";
  addChords(
    sketch,
    {
      name: "stabs",
      instrument: isOrganic ? stab : houseStab,
      level: -4.5,
      reverb: 0.32,
      echo: 0.2,
      duck: 0.55,
      highpass: 180,
      filter: [
        [0, 700],
        [layout.end * 0.25, 2200],
        [layout.end * 0.6, 5200],
        [layout.end, 1400],
      ],
    },
    { low: 55, high: 78, size: 4 },
    (bar) => (isIn(bar, "bridge") && bar.index % 2 ? undefined : stabs),
    2,
  );
  const walk = random.pick(["..R...R..R.8..5.", "..RR..8...RR..7.", "R..R..8..R..5.7."]);
  addBass(
    sketch,
    { name: "bass", instrument: houseBass, level: -2, reverb: 0, duck: 0.6, drive: 0.2 },
    31,
    (bar) => (isIn(bar, "intro") || (isIn(bar, "bridge") && bar.index < 2) ? undefined : walk),
    2,
  );
  addPad(
    sketch,
    { name: "pad", instrument: warmPad, level: -10, reverb: 0.45, duck: 0.65, highpass: 200 },
    { low: 57, high: 77, size: 4 },
    () => true,
    4,
  );
  addChords(
    sketch,
    { name: "organ", instrument: organ, level: -12, pan: -0.25, reverb: 0.2, duck: 0.4, lowpass: 3200 },
    { low: 60, high: 79, size: 3 },
    (bar) => (isIn(bar, "chorus") ? "..x-..x-..x-..x-" : undefined),
  );
  const tune = {
    cells: ["x..x..x-....x-..", "..x.x..x--......", "x--x--x---..x-x-", "....x.x.x-.x--.."],
    low: 67,
    high: 86,
    isPentatonic: true,
  };
  addMelody(
    sketch,
    { name: "lead", instrument: leads[(score.colour ?? "hum") as keyof typeof leads], level: -5.5, reverb: 0.35, echo: 0.3, duck: 0.2 },
    {
      chorus: { ...tune, plan: "abac" },
      bridge: { ...tune, plan: "a.b." },
    },
  );
  addBeat(sketch);
  return {
    clock: steadyClock(score.tempo, 0.08, 0.5),
    room: { seconds: 1.7, brightness: 0.55, amount: 0.55 },
    echo: { beats: 0.75, feedback: 0.45, lowpass: 3000 },
    tail: 4,
    fade: 2.2,
    loudness: -12.5,
  };
};
