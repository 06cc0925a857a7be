/** Café waltzes: accordion, plucked bass, brushes, a guitar on two and three. */
import { brushSweep, brushTap, kits, ride, triangleBell } from "../instruments/drums.ts";
import { vibraphone } from "../instruments/mallets.ts";
import { accordion, clarinet, strings } from "../instruments/patches.ts";
import { brightPiano } from "../instruments/piano.ts";
import { nylonGuitar, uprightBass } from "../instruments/strings.ts";
import { breathingClock } from "../score/clock.ts";
import { addArpeggio, addBass, addChords, addDrum, addMelody, addPad, type Arranger, isIn } from "./sketch.ts";

const leads = { accordion, clarinet, vibraphone, piano: brightPiano };

export const waltz: Arranger = (sketch) => {
  const { score, layout } = sketch;
  const hand = { seconds: 0.008, velocity: 0.1 };
  addBass(
    sketch,
    { name: "bass", instrument: uprightBass, level: -4, reverb: 0.06, looseness: hand },
    31,
    (bar) => (bar.isLast && !isIn(bar, "outro") ? "R5a" : bar.index % 2 ? "5--" : "R--"),
    4,
  );
  addChords(
    sketch,
    { name: "guitar", instrument: nylonGuitar, level: -6, pan: -0.3, reverb: 0.18, looseness: hand },
    { low: 52, high: 73, size: 4 },
    (bar) => (bar.index % 4 === 3 ? ".x.xx.".slice(0, 6) : "..x.x."),
    5,
  );
  const cells = ["x-x-x-", "x---x-", "x-xxx-", "xxx-x-", "x-----", "..xxx-"];
  const tune = { cells, low: 67, high: 86, leap: 4 };
  const lead = leads[(score.colour ?? "accordion") as keyof typeof leads];
  const answer = score.colour === "accordion" ? clarinet : accordion;
  addMelody(
    sketch,
    { name: "lead", instrument: lead, level: -2, pan: 0.14, reverb: 0.28, looseness: { seconds: 0.014, velocity: 0.08 } },
    {
      verse: { ...tune, plan: "abacabaz" },
      chorus: { ...tune, plan: "aabz", low: 70, high: 89 },
    },
    4,
  );
  addMelody(
    sketch,
    { name: "answer", instrument: answer, level: -4.5, pan: -0.12, reverb: 0.3, looseness: { seconds: 0.014, velocity: 0.08 } },
    {
      bridge: { ...tune, plan: "abaz", low: 62, high: 82 },
      intro: { ...tune, plan: "z...", low: 64, high: 80 },
    },
  );
  addArpeggio(
    sketch,
    { name: "piano", instrument: brightPiano, level: -11, pan: 0.3, reverb: 0.3, looseness: hand },
    { low: 62, high: 84, size: 4 },
    0.5,
    (bar) => (isIn(bar, "chorus") ? [0, 1, 2, 3, 2, 1] : undefined),
    1,
  );
  addPad(
    sketch,
    { name: "strings", instrument: strings, level: -13, reverb: 0.4, highpass: 220 },
    { low: 57, high: 77, size: 3 },
    (bar) => isIn(bar, "chorus", "outro"),
    5,
  );
  addDrum(sketch, { name: "kick", instrument: kits.soft, level: -13, reverb: 0.1 }, (bar) => (isIn(bar, "intro") ? undefined : "x....."));
  addDrum(sketch, { name: "brush", instrument: brushTap, lowpass: 6000, level: -15, pan: 0.1, reverb: 0.2, looseness: hand }, (bar) =>
    isIn(bar, "intro") ? undefined : "..x.xo",
  );
  addDrum(sketch, { name: "sweep", instrument: brushSweep, level: -21, pan: -0.1, reverb: 0.2, looseness: hand }, (bar) =>
    isIn(bar, "intro") ? undefined : "x.x.x.",
  );
  addDrum(sketch, { name: "ride", instrument: ride, level: -23, pan: 0.3, reverb: 0.25 }, (bar) =>
    isIn(bar, "chorus") ? "x..xx." : undefined,
  );
  addDrum(sketch, { name: "triangle", instrument: triangleBell, level: -22, pan: -0.4, reverb: 0.3 }, (bar) =>
    bar.index % 8 === 0 ? "x....." : undefined,
  );
  return {
    clock: breathingClock(score.tempo, layout.meter * 8, 0.02, layout.end, 0.25),
    room: { seconds: 1.3, brightness: 0.45, amount: 0.55 },
    echo: { beats: 1, feedback: 0, lowpass: 2500 },
    tail: 4.5,
    fade: 2.2,
    loudness: -15,
  };
};
