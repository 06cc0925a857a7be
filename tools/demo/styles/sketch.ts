/** What every arranger works with: a track's layout in bars, and ways to write parts over its chords. */
import type { Note, Part, Piece } from "../mix/piece.ts";
import { type Random, seeded } from "../random.ts";
import { chordAt, layOut, type Layout, type Score, type Section, type SectionKind } from "../score/form.ts";
import { inventTheme, type MelodyStyle, sing } from "../score/melody.ts";
import { readRhythm } from "../score/rhythm.ts";
import { bassPitch, voiceChord, type VoicingRange } from "../score/voicing.ts";
import { type Chord, nearest, stepAlong } from "../score/theory.ts";

export interface Bar {
  section: Section;
  /** Within its section. */
  index: number;
  /** Beat. */
  start: number;
  isLast: boolean;
  /** Within the track. */
  number: number;
}

export interface Sketch {
  score: Score;
  layout: Layout;
  bars: Bar[];
  random: Random;
  parts: Part[];
  kicks: number[];
  /** The last chord is struck, or the piece stays open for the next movement. */
  lands: boolean;
}

/** What an arranger decides beside the parts. */
export type Setting = Pick<Piece, "clock" | "room" | "echo" | "fade" | "loudness"> & {
  /** Seconds after the last bar. */
  tail: number;
};
export type Arranger = (sketch: Sketch) => Setting;

/** A part before its notes are written. */
export type Chair = Omit<Part, "notes">;

export function startSketch(score: Score, lands: boolean): Sketch {
  const layout = layOut(score);
  const bars: Bar[] = [];
  for (const section of layout.sections) {
    for (let index = 0; index < section.bars; index++) {
      bars.push({ section, index, start: section.start + index * layout.meter, isLast: index === section.bars - 1, number: bars.length });
    }
  }
  return { score, layout, bars, random: seeded(`${score.style}/${score.seed}`), parts: [], kicks: [], lands };
}

export function addPart(sketch: Sketch, chair: Chair, notes: Note[]): void {
  sketch.parts.push({ ...chair, notes });
}

export function isIn(bar: Bar, ...kinds: SectionKind[]): boolean {
  return kinds.includes(bar.section.kind);
}

/** A rhythm for a bar, or nothing. */
type RhythmOf = (bar: Bar) => string | undefined;

/** Strikes whole chords in a rhythm. */
export function addChords(sketch: Sketch, chair: Chair, range: VoicingRange, rhythmOf: RhythmOf, landing = 0): void {
  const notes: Note[] = [];
  let previous: number[] | undefined;
  let current: Chord | undefined;
  const strike = (chord: Chord, beat: number, beats: number, velocity: number): void => {
    if (chord !== current) previous = voiceChord(chord, previous, range);
    current = chord;
    for (const [voice, pitch] of (previous ?? []).entries()) {
      notes.push({ beat: beat + voice * 0.008, beats, pitch, velocity: velocity * (voice === (previous?.length ?? 0) - 1 ? 1 : 0.88) });
    }
  };
  for (const bar of sketch.bars) {
    const rhythm = rhythmOf(bar);
    if (!rhythm) continue;
    for (const onset of readRhythm(rhythm, sketch.layout.meter)) {
      strike(chordAt(bar.section, bar.start + onset.beat), bar.start + onset.beat, onset.beats * 0.95, onset.velocity);
    }
  }
  if (sketch.lands && landing > 0) strike(sketch.layout.landing, sketch.layout.end, landing, 0.75);
  addPart(sketch, chair, notes);
}

/** Holds each chord for as long as it lasts; voices that stay are held through. */
export function addPad(sketch: Sketch, chair: Chair, range: VoicingRange, plays: (bar: Bar) => boolean, landing = 0): void {
  const notes: Note[] = [];
  let previous: number[] | undefined;
  let held = new Map<number, Note>();
  const hold = (chord: Chord, beat: number, beats: number): void => {
    previous = voiceChord(chord, previous, range);
    const next = new Map<number, Note>();
    for (const pitch of previous) {
      const before = held.get(pitch);
      if (before && Math.abs(before.beat + before.beats - beat) < 0.01) before.beats += beats;
      const note = before && before.beat + before.beats > beat ? before : { beat, beats, pitch, velocity: 0.75 };
      if (note !== before) notes.push(note);
      next.set(pitch, note);
    }
    held = next;
  };
  for (const bar of sketch.bars) {
    if (!plays(bar)) continue;
    for (const { chord, beat, beats } of bar.section.chords) {
      if (beat >= bar.start && beat < bar.start + sketch.layout.meter) hold(chord, beat, beats);
    }
  }
  if (sketch.lands && landing > 0) hold(sketch.layout.landing, sketch.layout.end, landing);
  addPart(sketch, chair, notes);
}

function nextRoot(sketch: Sketch, beat: number): Chord {
  const bar = sketch.bars.findLast((candidate) => candidate.start <= beat + 1e-6);
  return bar ? chordAt(bar.section, beat) : sketch.layout.landing;
}

/**
 * A bass line from a pattern of chord members: `R` root (`r` softly), `3`, `5`, `7`, `8` octave, `a` a step towards the next bar's root,
 * `-` held, `.` silent.
 */
export function addBass(sketch: Sketch, chair: Chair, low: number, patternOf: RhythmOf, landing = 0): void {
  const notes: Note[] = [];
  const { meter, end } = sketch.layout;
  for (const bar of sketch.bars) {
    const pattern = patternOf(bar);
    if (!pattern) continue;
    const step = meter / pattern.length;
    let last: Note | undefined;
    for (const [index, symbol] of pattern.split("").entries()) {
      if (symbol === "-" && last) last.beats += step;
      if (symbol === "-" || symbol === ".") {
        if (symbol === ".") last = undefined;
        continue;
      }
      const beat = bar.start + index * step;
      const chord = chordAt(bar.section, beat);
      const following = bar.start + meter >= end ? sketch.layout.landing : nextRoot(sketch, bar.start + meter);
      last = {
        beat,
        beats: step,
        pitch: bassMember(symbol, chord, following, low),
        velocity: symbol === "r" ? 0.6 : index === 0 ? 0.95 : 0.82,
      };
      notes.push(last);
    }
  }
  if (sketch.lands && landing > 0) notes.push({ beat: end, beats: landing, pitch: bassPitch(sketch.layout.landing, low), velocity: 0.6 });
  addPart(sketch, chair, notes);
}

function bassMember(symbol: string, chord: Chord, following: Chord, low: number): number {
  const root = bassPitch(chord, low);
  const member = (index: number): number => nearest(root + 3.5 * index, [chord.tones[index] ?? chord.root]);
  switch (symbol) {
    case "3":
      return member(1);
    case "5":
      return member(2);
    case "7":
      return chord.tones.length > 3 ? member(3) : root + 12;
    case "8":
      return root + 12;
    case "a": {
      const target = bassPitch(following, low);
      return target > root ? stepAlong(target, -1, chord.scale) : stepAlong(target, 1, chord.scale);
    }
    default:
      return root;
  }
}

/** Runs through a chord's voices: `order` holds voice numbers, one a step; a voice beyond the chord climbs an octave. */
export function addArpeggio(
  sketch: Sketch,
  chair: Chair,
  range: VoicingRange,
  step: number,
  orderOf: (bar: Bar) => readonly number[] | undefined,
  length = step,
): void {
  const notes: Note[] = [];
  let previous: number[] | undefined;
  let current: Chord | undefined;
  for (const bar of sketch.bars) {
    const order = orderOf(bar);
    if (!order) continue;
    const count = Math.round(sketch.layout.meter / step);
    for (let index = 0; index < count; index++) {
      const beat = bar.start + index * step;
      const chord = chordAt(bar.section, beat);
      if (chord !== current) previous = voiceChord(chord, previous, range);
      current = chord;
      const voice = order[index % order.length] ?? -1;
      const pitch = previous?.[voice % range.size];
      if (voice < 0 || pitch === undefined) continue;
      const accent = index % Math.max(2, Math.round(1 / step)) === 0 ? 0.85 : 0.66;
      notes.push({ beat, beats: length, pitch: pitch + 12 * Math.floor(voice / range.size), velocity: accent });
    }
  }
  addPart(sketch, chair, notes);
}

export function addDrum(sketch: Sketch, chair: Chair, rhythmOf: RhythmOf, isKick = false): void {
  const notes: Note[] = [];
  for (const bar of sketch.bars) {
    const rhythm = rhythmOf(bar);
    if (!rhythm) continue;
    for (const onset of readRhythm(rhythm, sketch.layout.meter)) {
      notes.push({ beat: bar.start + onset.beat, beats: 0.5, pitch: 60, velocity: onset.velocity });
    }
  }
  if (isKick) sketch.kicks.push(...notes.filter((note) => note.velocity > 0.5).map((note) => note.beat));
  addPart(sketch, { looseness: { seconds: 0.002, velocity: 0.08 }, reverb: 0.08, ...chair }, notes);
}

/** A melody that comes back with its section: verses share one theme, choruses another, related one. */
export function addMelody(sketch: Sketch, chair: Chair, styles: Partial<Record<SectionKind, MelodyStyle>>, landing = 0): { notes: Note[] } {
  const random = sketch.random.fork(chair.name);
  const themes = new Map(
    Object.entries(styles).map(([kind, style]) => [kind, inventTheme(random.fork(kind), style, sketch.layout.meter)] as const),
  );
  const notes: Note[] = [];
  for (const section of sketch.layout.sections) {
    const theme = themes.get(section.kind);
    if (theme) notes.push(...sing(theme, section, random, section.occurrence === 0 ? 0 : 0.6));
  }
  const last = notes.at(-1);
  if (sketch.lands && landing > 0 && last) {
    const { end, landing: chord } = sketch.layout;
    notes.push({ beat: end, beats: landing, pitch: nearest(last.pitch, chord.tones.slice(0, 3)), velocity: 0.7 });
  }
  addPart(sketch, chair, notes);
  return { notes };
}
