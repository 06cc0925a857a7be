/** Chip music: two pulses, a triangle, noise, and chords broken faster than the ear can count. */
import { chipNoise, kits, snares } from "../instruments/drums.ts";
import { chipBass, chipHarmony, chipLead } from "../instruments/patches.ts";
import { steadyClock } from "../score/clock.ts";
import { addArpeggio, addBass, addDrum, addMelody, type Arranger, isIn } from "./sketch.ts";

const arpeggios = [
  [0, 1, 2, 3, 2, 1],
  [0, 2, 1, 2],
  [0, 1, 2, 3],
];

export const chip: Arranger = (sketch) => {
  const { score, random, layout } = sketch;
  const isWaltz = layout.meter === 3;
  const order = random.pick(arpeggios);
  const tight = { seconds: 0.0008, velocity: 0.03 };
  addArpeggio(
    sketch,
    { name: "arpeggio", instrument: chipHarmony, level: -7, pan: -0.3, reverb: 0.1, echo: 0.12, looseness: tight },
    { low: 57, high: 76, size: 3 },
    0.25,
    (bar) => (isIn(bar, "bridge") ? [0, 1, 2] : order),
    0.22,
  );
  const cells = isWaltz ? ["x-x-x-", "x---x-", "xxx-x-", "x-xxx-"] : ["x-x-x-xx", "x--x--x-", "x-xxx-x-", "xx-xx-x-", "x-x-x---"];
  const tune = { cells, low: 69, high: 91, leap: 4 };
  const lead = { name: "lead", instrument: chipLead, level: -1.5, pan: 0.12, reverb: 0.12, echo: 0.16, looseness: tight };
  const { notes } = addMelody(
    sketch,
    lead,
    {
      verse: { ...tune, plan: "abaz" },
      chorus: { ...tune, plan: "abacabcz" },
      bridge: { ...tune, plan: "bbcz", low: 64, high: 84 },
      outro: { ...tune, plan: "aaz." },
    },
    3,
  );
  // The second pulse follows the lead an eighth later, softly: the echo that the old chips could not make.
  sketch.parts.push({
    name: "shadow",
    instrument: chipHarmony,
    level: -13,
    pan: 0.45,
    reverb: 0.15,
    looseness: tight,
    notes: notes.map((note) => ({ ...note, beat: note.beat + 0.5, velocity: note.velocity * 0.7 })),
  });
  const bass = isWaltz ? "R-.5.5" : random.pick(["R.8.R.8.", "R.R8R.R8", "R.R.5.8."]);
  addBass(
    sketch,
    { name: "bass", instrument: chipBass, level: -3, reverb: 0, looseness: tight },
    36,
    (bar) => (isIn(bar, "intro") && bar.index === 0 ? undefined : bass),
    3,
  );
  const isBeating = (kind: string): boolean => kind !== "intro" && kind !== "outro";
  addDrum(
    sketch,
    { name: "kick", instrument: kits.chip, level: -3, reverb: 0 },
    (bar) => (isBeating(bar.section.kind) ? (isWaltz ? "x....." : "x...x.x.x...x...") : undefined),
    true,
  );
  addDrum(sketch, { name: "snare", instrument: snares.chip, level: -7 }, (bar) => {
    if (!isBeating(bar.section.kind)) return undefined;
    if (isWaltz) return "..o.o.";
    return bar.isLast ? "....x.......xxxx" : "....x.......x..o";
  });
  addDrum(sketch, { name: "hat", instrument: chipNoise, level: -16, pan: 0.2 }, (bar) =>
    isIn(bar, "intro") ? undefined : isWaltz ? "xoxoxo" : "x.o.x.o.x.o.x.o.",
  );
  return {
    clock: steadyClock(score.tempo),
    room: { seconds: 0.9, brightness: 0.7, amount: 0.4 },
    echo: { beats: 0.75, feedback: 0.35, lowpass: 4500 },
    tail: 3,
    fade: 1.4,
    loudness: -14,
  };
};
