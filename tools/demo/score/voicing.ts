/** Which octave each note of a chord sounds in: voices move as little as they can from chord to chord. */
import type { Chord } from "./theory.ts";

export interface VoicingRange {
  low: number;
  high: number;
  /** Number of voices. */
  size: number;
}

/** Thirds, sevenths and colours say which chord it is; the bass already plays the root. */
function essentialTones(chord: Chord, size: number): number[] {
  const [root, third, fifth, ...colours] = chord.tones;
  const ranked = [third, ...colours, root, fifth].filter((tone) => tone !== undefined);
  const chosen = new Set(ranked.slice(0, size));
  return chord.tones.filter((tone) => chosen.has(tone));
}

function stackFrom(tones: readonly number[], rotation: number, lowest: number, size: number): number[] {
  const stack: number[] = [];
  let above = lowest - 1;
  for (let voice = 0; voice < size; voice++) {
    const tone = tones[(rotation + voice) % tones.length] ?? 0;
    let pitch = above + 1;
    while (((pitch % 12) + 12) % 12 !== tone) pitch++;
    stack.push(pitch);
    above = pitch;
  }
  return stack;
}

/** Close positions and their open "drop 2" forms within the range. */
function candidates(chord: Chord, range: VoicingRange): number[][] {
  const tones = essentialTones(chord, range.size).toSorted((a, b) => a - b);
  const found: number[][] = [];
  for (let rotation = 0; rotation < tones.length; rotation++) {
    for (let lowest = range.low; lowest < range.high; lowest += 12) {
      const close = stackFrom(tones, rotation, lowest, range.size);
      found.push(close);
      const dropped = close.at(-2);
      if (range.size > 3 && dropped !== undefined) {
        found.push([dropped - 12, ...close.filter((pitch) => pitch !== dropped)].toSorted((a, b) => a - b));
      }
    }
  }
  return found.filter((voicing) => (voicing[0] ?? 0) >= range.low && (voicing.at(-1) ?? 0) <= range.high);
}

function travel(from: readonly number[], to: readonly number[]): number {
  return to.reduce((sum, pitch, voice) => sum + Math.abs(pitch - (from[voice] ?? pitch)), 0);
}

export function voiceChord(chord: Chord, previous: readonly number[] | undefined, range: VoicingRange): number[] {
  const centre = (range.low + range.high) / 2;
  let best: number[] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const voicing of candidates(chord, range)) {
    const mean = voicing.reduce((sum, pitch) => sum + pitch, 0) / voicing.length;
    const seconds = voicing.filter((pitch, voice) => voice > 0 && pitch - (voicing[voice - 1] ?? 0) < 2).length;
    const cost = (previous ? travel(previous, voicing) : 0) + Math.abs(mean - centre) * (previous ? 0.35 : 1) + seconds * 4;
    if (cost < least) [best, least] = [voicing, cost];
  }
  return best ?? stackFrom(chord.tones, 0, range.low, range.size);
}

/** The chord's lowest note in the octave that begins at `low`. */
export function bassPitch(chord: Chord, low: number): number {
  return low + ((((chord.bass - low) % 12) + 12) % 12);
}
