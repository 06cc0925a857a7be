/** Piano miniatures: a left hand that rocks, a right hand that sings, time that breathes. */
import type { Note } from "../mix/piece.ts";
import { feltPiano, brightPiano } from "../instruments/piano.ts";
import { breathingClock } from "../score/clock.ts";
import { voiceChord, bassPitch } from "../score/voicing.ts";
import { addArpeggio, addChords, addMelody, addPart, type Arranger, isIn, type Sketch } from "./sketch.ts";

interface Figure {
  /** Left hand: voices of the chord in eighths (or sixteenths). */
  left: readonly number[];
  step: number;
  /** Rhythms of the melody. */
  cells: readonly string[];
}

const figures: Record<string, Figure> = {
  nocturne: { left: [0, 2, 1, 3, 2, 1, 3, 2], step: 0.5, cells: ["x-----x-", "x---x-x-", "..x-x-x-", "x--xx---"] },
  flowing: { left: [0, 1, 2, 3, 4, 3, 2, 1], step: 0.25, cells: ["x-------", "x---x---", "x-----x-"] },
  ballad: { left: [0, 2, 3, 2], step: 1, cells: ["x-x-x---", "x---xxx-", ".xx-x-x-", "x-xxx---"] },
  lullaby: { left: [0, 2, 1], step: 1, cells: ["x-x---", "x---x-", "x-xxx-", "x-----"] },
  rocking: { left: [0, 1, 2, 1, 2, 1], step: 0.5, cells: ["x---x-", "x-x-x-", "x-----", "..x-x-"] },
};

/** The root an octave below the figure at each change of chord: the pedal holds it. */
function addRoots(sketch: Sketch, landing: number): void {
  const notes: Note[] = [];
  for (const section of sketch.layout.sections) {
    for (const { chord, beat, beats } of section.chords) notes.push({ beat, beats, pitch: bassPitch(chord, 33), velocity: 0.55 });
  }
  if (sketch.lands) {
    const { end, landing: chord } = sketch.layout;
    notes.push({ beat: end, beats: landing, pitch: bassPitch(chord, 33), velocity: 0.5 });
    for (const [voice, pitch] of voiceChord(chord, undefined, { low: 48, high: 72, size: 4 }).entries()) {
      notes.push({ beat: end + 0.12 * (voice + 1), beats: landing, pitch, velocity: 0.42 });
    }
  }
  addPart(sketch, { name: "roots", instrument: feltPiano, level: -9.5, reverb: 0.3 }, notes);
}

export const piano: Arranger = (sketch) => {
  const { score, layout } = sketch;
  const figure = figures[score.colour ?? "nocturne"] ?? { left: [0, 2, 1, 2], step: 0.5, cells: ["x---x---"] };
  const isGrand = score.colour === "flowing" || score.colour === "ballad";
  const instrument = isGrand ? brightPiano : feltPiano;
  addRoots(sketch, 9);
  addArpeggio(
    sketch,
    { name: "left", instrument: feltPiano, level: -7, pan: -0.12, reverb: 0.3, looseness: { seconds: 0.009, velocity: 0.13 } },
    { low: 45, high: 66, size: 4 },
    figure.step,
    (bar) => (isIn(bar, "outro") && bar.isLast ? [0, -1, 1, -1, 2, -1, 3, -1] : figure.left),
    Math.max(1.5, figure.step * 3),
  );
  const tune = { cells: figure.cells, low: 66, high: 86, leap: 4, plan: "abaz" };
  addMelody(
    sketch,
    { name: "right", instrument, level: -2, pan: 0.1, reverb: 0.34, looseness: { seconds: 0.012, velocity: 0.1 } },
    {
      verse: tune,
      chorus: { ...tune, plan: "abcz", low: 70, high: 90 },
      bridge: { ...tune, plan: "bbcz", low: 62, high: 82 },
    },
    5,
  );
  addChords(sketch, { name: "inner", instrument: feltPiano, level: -10, pan: 0.05, reverb: 0.3 }, { low: 57, high: 74, size: 3 }, (bar) =>
    isIn(bar, "chorus") ? (layout.meter === 3 ? ".xx" : "..x-..x-") : undefined,
  );
  return {
    clock: breathingClock(score.tempo, layout.meter * 4, 0.045, layout.end, 0.3),
    room: { seconds: 2.6, brightness: 0.45, amount: 0.75 },
    echo: { beats: 1, feedback: 0, lowpass: 2000 },
    tail: 5,
    fade: 2.6,
    loudness: -14.8,
  };
};
