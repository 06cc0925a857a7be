/** Mallet minimalism: short patterns that repeat, shift against each other and let new patterns appear (after Reich, "Music for 18 Musicians"). */
import type { Note } from "../mix/piece.ts";
import { shaker, triangleBell, woodBlock } from "../instruments/drums.ts";
import { marimba, vibraphone } from "../instruments/mallets.ts";
import { clarinet, humLead, roundBass, warmPad } from "../instruments/patches.ts";
import type { Random } from "../random.ts";
import { steadyClock } from "../score/clock.ts";
import { chordAt } from "../score/form.ts";
import { nearest } from "../score/theory.ts";
import { addArpeggio, addBass, addDrum, addMelody, addPad, addPart, type Arranger, isIn, type Sketch } from "./sketch.ts";

/** A pattern of so many eighths with rests, as places within a chord; -1 is silent. */
function inventPattern(random: Random, length: number): number[] {
  const pattern: number[] = [];
  let place = random.int(4);
  for (let index = 0; index < length; index++) {
    place = Math.max(0, Math.min(5, place + random.pick([-2, -1, 1, 1, 2])));
    pattern.push(random.chance(index === 0 ? 0 : 0.28) ? -1 : place);
  }
  return pattern;
}

function rotate(pattern: readonly number[], by: number): number[] {
  return pattern.map((_, index) => pattern[(index + by) % pattern.length] ?? -1);
}

/** Even quarter notes that swell and fade over four bars, as a breath would. */
function addBreaths(sketch: Sketch): void {
  const notes: Note[] = [];
  const { meter } = sketch.layout;
  for (const bar of sketch.bars) {
    if (!isIn(bar, "chorus", "bridge")) continue;
    for (let eighth = 0; eighth < meter * 2; eighth++) {
      const beat = bar.start + eighth / 2;
      const swell = Math.sin((Math.PI * ((bar.index % 4) * meter + eighth / 2)) / (4 * meter));
      notes.push({ beat, beats: 0.45, pitch: nearest(66, chordAt(bar.section, beat).tones), velocity: 0.15 + 0.65 * swell * swell });
    }
  }
  addPart(
    sketch,
    { name: "breaths", instrument: clarinet, level: -9, pan: -0.1, reverb: 0.4, looseness: { seconds: 0.004, velocity: 0.03 } },
    notes,
  );
}

export const mallets: Arranger = (sketch) => {
  const { score, layout, random } = sketch;
  const length = layout.meter * 2;
  const first = inventPattern(random, length);
  const second = inventPattern(random, length);
  const hand = { seconds: 0.004, velocity: 0.09 };
  const middle = { low: 57, high: 76, size: 4 };
  addArpeggio(
    sketch,
    { name: "marimba one", instrument: marimba, level: -3, pan: -0.5, reverb: 0.22, looseness: hand },
    middle,
    0.5,
    () => first,
  );
  addArpeggio(
    sketch,
    { name: "marimba two", instrument: marimba, level: -4, pan: 0.5, reverb: 0.22, looseness: hand },
    middle,
    0.5,
    (bar) => {
      if (isIn(bar, "intro") && bar.index < 2) return undefined;
      // The second player moves one eighth ahead with every four bars.
      return rotate(first, Math.floor(bar.number / 4) % length);
    },
  );
  addArpeggio(
    sketch,
    { name: "high marimba", instrument: marimba, level: -9, pan: 0.2, reverb: 0.3, looseness: hand },
    { low: 69, high: 88, size: 4 },
    0.25,
    (bar) => (isIn(bar, "chorus") ? rotate(second, bar.number % 2) : undefined),
  );
  addArpeggio(
    sketch,
    { name: "vibraphone", instrument: vibraphone, level: -7, pan: -0.15, reverb: 0.45 },
    { low: 64, high: 83, size: 4 },
    1,
    (bar) => (isIn(bar, "intro") ? undefined : [3, -1, -1, 1, -1].slice(0, layout.meter)),
    3,
  );
  addBass(
    sketch,
    { name: "bass", instrument: roundBass, level: -6, reverb: 0.05 },
    33,
    (bar) => (isIn(bar, "intro") ? undefined : layout.meter === 5 ? "R--5-" : layout.meter === 3 ? "R-5" : "R-.R5-..".slice(0, 8)),
    5,
  );
  addPad(
    sketch,
    { name: "hum", instrument: warmPad, level: -12, reverb: 0.5, highpass: 180 },
    { low: 55, high: 76, size: 4 },
    (bar) => !isIn(bar, "intro"),
    6,
  );
  addMelody(
    sketch,
    { name: "long line", instrument: humLead, level: -8, reverb: 0.45, pan: 0.1 },
    { chorus: { cells: ["x---------", "x-----x---"], low: 67, high: 83, plan: "abaz" } },
  );
  addBreaths(sketch);
  addDrum(sketch, { name: "shaker", instrument: shaker, level: -19, pan: 0.3 }, (bar) =>
    isIn(bar, "chorus") ? "xo".repeat(layout.meter) : undefined,
  );
  addDrum(sketch, { name: "block", instrument: woodBlock, level: -18, pan: -0.4, reverb: 0.3 }, (bar) =>
    isIn(bar, "bridge") ? "x..x.".padEnd(layout.meter * 2, ".") : undefined,
  );
  addDrum(sketch, { name: "triangle", instrument: triangleBell, level: -20, pan: 0.4, reverb: 0.4 }, (bar) =>
    bar.index === 0 ? "x".padEnd(layout.meter, ".") : undefined,
  );
  return {
    clock: steadyClock(score.tempo),
    room: { seconds: 2.2, brightness: 0.5, amount: 0.6 },
    echo: { beats: 0.5, feedback: 0.2, lowpass: 3000 },
    tail: 4.2,
    fade: 2.2,
    loudness: -15,
  };
};
