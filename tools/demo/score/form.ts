/** From a track's score as data to sections, bars and chords in time. Time is counted in beats from the start. */
import { type Chord, type Key, type Mode, parseChord } from "./theory.ts";

export const sectionKinds = { I: "intro", A: "verse", B: "chorus", C: "bridge", O: "outro" } as const;
export type SectionKind = (typeof sectionKinds)[keyof typeof sectionKinds];

/** What makes one track another: everything a listener or a feature extractor could know of it in advance. */
export interface Score {
  style: string;
  seed: number;
  /** Beats per minute. */
  tempo: number;
  key: Key;
  mode: Mode;
  /** Beats in a bar; 4 when absent. */
  meter?: 3 | 4 | 5;
  /** Sections and their bars: `I4 A8 B8 A8 O4`. */
  form: string;
  /** One chord a bar; a comma splits the bar: `ii9 V7,V13 IM9`. */
  verse: string;
  chorus?: string;
  bridge?: string;
  /** Choices of the style, such as the instrument that leads. */
  colour?: string;
}

export interface PlacedChord {
  beat: number;
  beats: number;
  chord: Chord;
}

export interface Section {
  kind: SectionKind;
  /** How often this kind came before. */
  occurrence: number;
  start: number;
  bars: number;
  chords: PlacedChord[];
}

export interface Layout {
  meter: number;
  sections: Section[];
  /** Beat after the last bar, where the tonic is struck for the last time. */
  end: number;
  landing: Chord;
}

function placeChords(progression: string, score: Score, start: number, bars: number, meter: number): PlacedChord[] {
  const cycle = progression.trim().split(/\s+/);
  const placed: PlacedChord[] = [];
  for (let bar = 0; bar < bars; bar++) {
    const inBar = (cycle[bar % cycle.length] ?? "").split(",");
    const beats = meter / inBar.length;
    for (const [index, numeral] of inBar.entries()) {
      placed.push({ beat: start + bar * meter + index * beats, beats, chord: parseChord(numeral, score.key, score.mode) });
    }
  }
  return placed;
}

function progressionOf(score: Score, kind: SectionKind): string {
  if (kind === "chorus") return score.chorus ?? score.verse;
  if (kind === "bridge") return score.bridge ?? score.chorus ?? score.verse;
  return score.verse;
}

/** The last chord is the tonic in the colour that the verse gives it. */
function landingOf(score: Score): Chord {
  const tonic = [score.verse, score.chorus ?? ""]
    .join(" ")
    .split(/[\s,]+/)
    .find((numeral) => /^[iI](?![iIvV])[^/]*$/.test(numeral) && !numeral.includes("sus"));
  return parseChord(tonic ?? (["minor", "dorian", "phrygian"].includes(score.mode) ? "i" : "I"), score.key, score.mode);
}

export function layOut(score: Score): Layout {
  const meter = score.meter ?? 4;
  const seen = new Map<SectionKind, number>();
  const sections: Section[] = [];
  let start = 0;
  for (const word of score.form.trim().split(/\s+/)) {
    const match = /^([IABCO])(\d+)$/.exec(word);
    if (!match) throw new Error(`"${word}" is no section.`);
    const kind = sectionKinds[match[1] as keyof typeof sectionKinds];
    const bars = Number(match[2]);
    const occurrence = seen.get(kind) ?? 0;
    seen.set(kind, occurrence + 1);
    sections.push({ kind, occurrence, start, bars, chords: placeChords(progressionOf(score, kind), score, start, bars, meter) });
    start += bars * meter;
  }
  return { meter, sections, end: start, landing: landingOf(score) };
}

export function chordAt(section: Section, beat: number): Chord {
  const placed = section.chords.findLast((chord) => chord.beat <= beat + 1e-6) ?? section.chords[0];
  if (!placed) throw new Error("A section without chords.");
  return placed.chord;
}
