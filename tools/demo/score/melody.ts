/** Melodies from motifs: a short idea is stated, repeated over other chords, varied, and brought to a cadence. */
import type { Random } from "../random.ts";
import { type Section, chordAt } from "./form.ts";
import { type Onset, readRhythm } from "./rhythm.ts";
import { type Chord, isChordTone, nearest, stepAlong } from "./theory.ts";

export interface MelodyNote {
  beat: number;
  beats: number;
  pitch: number;
  velocity: number;
}

export interface MelodyStyle {
  /** Rhythms of a bar to choose motifs from. */
  cells: readonly string[];
  low: number;
  high: number;
  /** Motif of each bar; the last of each group of four rests on a long note where it is `z`. */
  plan?: string;
  /** Largest step within a motif, in scale degrees. */
  leap?: number;
  /** Leaves out the two degrees that rub against most chords. */
  isPentatonic?: boolean;
}

interface Motif {
  rhythm: Onset[];
  contour: number[];
}

export interface Theme {
  style: MelodyStyle;
  meter: number;
  motifs: Map<string, Motif>;
}

function drawContour(random: Random, length: number, leap: number): number[] {
  const contour = [0];
  let last = 0;
  while (contour.length < length) {
    const here = contour.at(-1) ?? 0;
    let step = random.pick([-2, -1, -1, 1, 1, 2, random.chance(0.5) ? leap : -leap]);
    if (Math.abs(last) > 2) step = -Math.sign(last);
    if (Math.abs(here + step) > 4) step = -step;
    contour.push(here + step);
    last = step;
  }
  return contour;
}

const cadence: Record<number, string> = { 3: "x-----", 4: "x-----..", 5: "x-------.." };

/** Motif `b` answers `a` by turning it upside down or by a rhythm of its own; `c` leads to the cadence `z`. */
export function inventTheme(random: Random, style: MelodyStyle, meter: number): Theme {
  const leap = style.leap ?? 3;
  const draw = (cell: string): Motif => {
    const rhythm = readRhythm(cell, meter);
    return { rhythm, contour: drawContour(random, rhythm.length, leap) };
  };
  const first = draw(random.pick(style.cells));
  const answer = random.chance(0.5)
    ? { rhythm: first.rhythm, contour: first.contour.map((step) => -step) }
    : draw(random.pick(style.cells));
  const close = draw(cadence[meter] ?? "x---");
  return {
    style,
    meter,
    motifs: new Map([
      ["a", first],
      ["b", answer],
      ["c", draw(random.pick(style.cells))],
      ["z", close],
    ]),
  };
}

const pentatonicSteps = { major: [0, 1, 2, 4, 5], minor: [0, 2, 3, 4, 6] };

function pentatonic(scale: readonly number[]): number[] {
  const third = ((scale[2] ?? 0) - (scale[0] ?? 0) + 12) % 12;
  return pentatonicSteps[third === 4 ? "major" : "minor"].map((degree) => scale[degree] ?? 0);
}

/** An arch: phrases rise to their third quarter and come home. */
const arch = [0, 2, 4, 1];

function fold(pitch: number, style: MelodyStyle): number {
  if (pitch > style.high) return pitch - 12;
  return pitch < style.low ? pitch + 12 : pitch;
}

/** The chord tone nearest to where the contour points that lies in its direction from the note before. */
function chordTone(target: number, previous: number, direction: number, chord: Chord): number {
  const plain = nearest(target, chord.tones.slice(0, 4));
  if (direction === 0 || Math.sign(plain - previous) === direction) return plain;
  for (let distance = 1; distance <= 7; distance++) {
    if (isChordTone(previous + direction * distance, chord)) return previous + direction * distance;
  }
  return plain;
}

interface Moment {
  chord: Chord;
  scale: readonly number[];
  /** Where the motif's contour leads. */
  target: number;
  previous: number;
  /** Of the contour: up, down or level. */
  direction: number;
}

/** Strong and long notes belong to the chord; weak ones pass through the scale and never stand still where the contour moves. */
function choosePitch({ chord, scale, target, previous, direction }: Moment, isStrong: boolean, beats: number): number {
  const rubs = beats >= 1 && chord.tones.includes((((target - 1) % 12) + 12) % 12);
  if (isStrong || rubs) return isChordTone(target, chord) && target !== previous ? target : chordTone(target, previous, direction, chord);
  return target === previous && direction !== 0 ? stepAlong(previous, direction, scale) : target;
}

/** Sings a theme over a section's chords. `variation` 0–1 is how freely weak notes are left out. */
export function sing(theme: Theme, section: Section, random: Random, variation = 0): MelodyNote[] {
  const { style, meter } = theme;
  const plan = style.plan ?? "abaz";
  const centre = (style.low + style.high) / 2 - 1;
  const notes: MelodyNote[] = [];
  let previous = centre;
  for (let bar = 0; bar < section.bars; bar++) {
    const motif = theme.motifs.get(plan[bar % plan.length] ?? "a");
    if (!motif) continue;
    const barStart = section.start + bar * meter;
    const anchor = nearest((previous + 2 * (centre + (arch[bar % 4] ?? 0))) / 3, chordAt(section, barStart).tones);
    for (const [index, onset] of motif.rhythm.entries()) {
      const chord = chordAt(section, barStart + onset.beat);
      const scale = style.isPentatonic ? pentatonic(chord.scale) : chord.scale;
      const isStrong = (onset.beat * 2) % meter === 0 || onset.beats >= 1.5;
      const target = stepAlong(anchor, motif.contour[index] ?? 0, scale);
      const direction = Math.sign((motif.contour[index] ?? 0) - (motif.contour[index - 1] ?? 0));
      const pitch = index === 0 ? anchor : fold(choosePitch({ chord, scale, target, previous, direction }, isStrong, onset.beats), style);
      if (!isStrong && index > 0 && random.chance(variation * 0.3)) continue;
      notes.push({ beat: barStart + onset.beat, beats: onset.beats, pitch, velocity: onset.velocity * (isStrong ? 1 : 0.85) });
      previous = pitch;
    }
  }
  return notes;
}
