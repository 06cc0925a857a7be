/** Ambient drift: chords that dissolve into each other, and single notes far apart. */
import type { Note } from "../mix/piece.ts";
import { vinyl } from "../instruments/drums.ts";
import { glassBell, kalimba, vibraphone } from "../instruments/mallets.ts";
import { airPad, flute, glassPad, humLead, strings, subBass, warmPad } from "../instruments/patches.ts";
import { feltPiano } from "../instruments/piano.ts";
import { harp } from "../instruments/strings.ts";
import { steadyClock } from "../score/clock.ts";
import { chordAt } from "../score/form.ts";
import { nearest } from "../score/theory.ts";
import { addBass, addMelody, addPad, addPart, type Arranger, isIn, type Sketch } from "./sketch.ts";

const stars = { bells: glassBell, kalimba, vibraphone, piano: feltPiano, harp, flute };

/** Notes of the chord at uneven distances, each chosen near the last so that they string together. */
function addStars(sketch: Sketch): void {
  const { random, score } = sketch;
  const notes: Note[] = [];
  let pitch = 76;
  for (const bar of sketch.bars) {
    for (let beat = 0; beat < sketch.layout.meter; beat += 0.5) {
      if (!random.chance(isIn(bar, "chorus") ? 0.3 : 0.17)) continue;
      const chord = chordAt(bar.section, bar.start + beat);
      pitch = nearest(Math.max(66, Math.min(90, pitch + random.pick([-5, -3, 2, 4, 7, -7]))), chord.tones);
      notes.push({ beat: bar.start + beat, beats: 2, pitch, velocity: random.range(0.35, 0.8), pan: random.range(-0.7, 0.7) });
    }
  }
  const instrument = stars[(score.colour ?? "bells") as keyof typeof stars];
  addPart(sketch, { name: "stars", instrument, level: -7, reverb: 0.7, echo: 0.5, looseness: { seconds: 0.03, velocity: 0.1 } }, notes);
}

export const ambient: Arranger = (sketch) => {
  const { score, layout } = sketch;
  const opening = [
    [0, 380],
    [layout.end * 0.45, 2600],
    [layout.end * 0.75, 3400],
    [layout.end + 8, 500],
  ] as const;
  addPad(
    sketch,
    { name: "warm", instrument: warmPad, level: -2, reverb: 0.5, chorus: 0.5, filter: opening },
    { low: 48, high: 70, size: 4 },
    () => true,
    9,
  );
  addPad(
    sketch,
    { name: "air", instrument: airPad, level: -7, reverb: 0.65, highpass: 300 },
    { low: 62, high: 84, size: 4 },
    (bar) => !isIn(bar, "intro"),
    9,
  );
  addPad(
    sketch,
    { name: "glass", instrument: glassPad, level: -9, reverb: 0.7, echo: 0.2 },
    { low: 67, high: 86, size: 3 },
    (bar) => isIn(bar, "chorus", "bridge"),
    8,
  );
  addPad(sketch, { name: "strings", instrument: strings, level: -11, reverb: 0.6, lowpass: 1800 }, { low: 55, high: 74, size: 3 }, (bar) =>
    isIn(bar, "chorus"),
  );
  addBass(
    sketch,
    { name: "ground", instrument: subBass, level: -8, reverb: 0.05 },
    33,
    (bar) => (isIn(bar, "intro") ? undefined : "R---"),
    8,
  );
  const tune = { cells: ["x-------", "x-----x-", "x---x---"], low: 67, high: 84, isPentatonic: true };
  addMelody(
    sketch,
    { name: "voice", instrument: humLead, level: -6.5, reverb: 0.7, echo: 0.3, looseness: { seconds: 0.02, velocity: 0.08 } },
    { chorus: { ...tune, plan: "abaz" }, bridge: { ...tune, plan: "a.z." } },
  );
  addStars(sketch);
  addPart(sketch, { name: "weather", instrument: vinyl, level: -30, reverb: 0.1, lowpass: 3000 }, [
    { beat: 0, beats: layout.end + 10, pitch: 60, velocity: 0.5 },
  ]);
  return {
    clock: steadyClock(score.tempo),
    room: { seconds: 5, brightness: 0.4, amount: 0.9 },
    echo: { beats: 1.5, feedback: 0.6, lowpass: 2200 },
    tail: 9,
    fade: 6,
    loudness: -16.5,
  };
};
