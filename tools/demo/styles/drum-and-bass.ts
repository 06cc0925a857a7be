/** Drum and bass: broken beats at full speed over harmony at half speed. */
import { closedHat, crash, kits, openHat, ride, riser, shaker, snares } from "../instruments/drums.ts";
import { electricPiano, glassBell } from "../instruments/mallets.ts";
import { airPad, humLead, reeseBass, subBass, warmPad, whistle } from "../instruments/patches.ts";
import { steadyClock } from "../score/clock.ts";
import { addBass, addChords, addDrum, addMelody, addPad, addPart, type Arranger, type Bar, isIn, type Sketch } from "./sketch.ts";

const leads = { hum: humLead, whistle, bells: glassBell, keys: electricPiano };

function addBeat(sketch: Sketch): void {
  const { random, layout } = sketch;
  const plays = (bar: Bar): boolean => isIn(bar, "verse", "chorus") || (isIn(bar, "outro") && bar.index < 4);
  const kicks = random.pick([
    ["X.........X.....", "X..x......X....."],
    ["X.....x...X.....", "X.........X..x.."],
  ]);
  addDrum(
    sketch,
    { name: "kick", instrument: kits.tight, level: -0.5, reverb: 0 },
    (bar) => (plays(bar) ? kicks[bar.index % 2] : undefined),
    true,
  );
  addDrum(sketch, { name: "snare", instrument: snares.crisp, level: -2, reverb: 0.14 }, (bar) => {
    if (!plays(bar)) return isIn(bar, "intro", "bridge") && bar.isLast ? "....x...x.x.xxxx" : undefined;
    return bar.index % 4 === 3 ? "....X..o.o..X.ox" : bar.index % 2 ? "....X..o....X..o" : "....X..o.o..X...";
  });
  addDrum(
    sketch,
    { name: "hat", instrument: closedHat, lowpass: 11000, level: -13, pan: 0.18, looseness: { seconds: 0.002, velocity: 0.25 } },
    (bar) => (plays(bar) ? "x.o.x.oox.o.x.oo" : isIn(bar, "intro") && bar.index > 3 ? "x...x...x...x..." : undefined),
  );
  addDrum(sketch, { name: "ride", instrument: ride, level: -17, pan: -0.2, reverb: 0.2 }, (bar) =>
    isIn(bar, "chorus") ? "x...x...x...x..." : undefined,
  );
  addDrum(sketch, { name: "shaker", instrument: shaker, level: -22, pan: -0.35 }, (bar) => (plays(bar) ? "oxoxoxoxoxoxoxox" : undefined));
  addDrum(sketch, { name: "open hat", instrument: openHat, level: -16, pan: 0.3 }, (bar) =>
    isIn(bar, "chorus") && bar.index % 2 ? "..............x." : undefined,
  );
  addDrum(sketch, { name: "crash", instrument: crash, lowpass: 10000, level: -13, reverb: 0.4 }, (bar) =>
    plays(bar) && bar.index === 0 ? "x..............." : undefined,
  );
  const drops = layout.sections.filter((section) => section.start > 0 && section.kind === "chorus");
  addPart(
    sketch,
    { name: "riser", instrument: riser, level: -16, highpass: 600, reverb: 0.4 },
    drops.map((section) => ({ beat: section.start - 16, beats: 16, pitch: 60, velocity: 0.8 })),
  );
}

export const drumAndBass: Arranger = (sketch) => {
  const { score, layout, random } = sketch;
  addPad(
    sketch,
    { name: "pad", instrument: warmPad, level: -7, reverb: 0.45, duck: 0.35, highpass: 220, chorus: 0.3 },
    { low: 55, high: 77, size: 4 },
    () => true,
    8,
  );
  addPad(
    sketch,
    { name: "air", instrument: airPad, level: -12, reverb: 0.55, highpass: 400 },
    { low: 67, high: 86, size: 3 },
    (bar) => isIn(bar, "intro", "bridge", "chorus", "outro"),
    8,
  );
  addChords(
    sketch,
    { name: "keys", instrument: electricPiano, level: -8, pan: -0.2, reverb: 0.35, echo: 0.3 },
    { low: 57, high: 78, size: 4 },
    (bar) => (bar.index % 2 === 0 ? random.pick(["..x-....x-......", "x-....x-........"]) : undefined),
    6,
  );
  const line = random.pick([
    ["R-----..R-..5-..", "R-..8-..7---5-a-"],
    ["R---..R-....7-8-", "R-----5-..R-..a-"],
  ]);
  const playsBass = (bar: Bar): boolean => isIn(bar, "verse", "chorus") || (isIn(bar, "outro") && bar.index < 4);
  addBass(
    sketch,
    { name: "sub", instrument: subBass, level: -2, reverb: 0, duck: 0.45 },
    31,
    (bar) => (playsBass(bar) ? line[bar.index % 2] : undefined),
    6,
  );
  addBass(sketch, { name: "reese", instrument: reeseBass, level: -6, reverb: 0.06, duck: 0.5, highpass: 110, drive: 0.25 }, 31, (bar) =>
    isIn(bar, "chorus") ? line[bar.index % 2] : undefined,
  );
  const tune = {
    cells: ["x-----x-..x-----", "x---x---x-------", "....x---x-x-----", "x-------..x-x---"],
    low: 67,
    high: 86,
    isPentatonic: true,
  };
  addMelody(
    sketch,
    { name: "lead", instrument: leads[(score.colour ?? "bells") as keyof typeof leads], level: -5, reverb: 0.45, echo: 0.35 },
    {
      intro: { ...tune, plan: "a.b." },
      verse: { ...tune, plan: "a.a." },
      chorus: { ...tune, plan: "abac" },
      bridge: { ...tune, plan: "abaz" },
    },
    8,
  );
  addBeat(sketch);
  return {
    clock: steadyClock(score.tempo),
    room: { seconds: 2.3, brightness: 0.5, amount: 0.55 },
    echo: { beats: 1.5, feedback: 0.45, lowpass: 3000 },
    tail: Math.max(4, 1200 / score.tempo - layout.meter * 0.2),
    fade: 3,
    loudness: -12,
  };
};
