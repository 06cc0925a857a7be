/** Keys, modes and chords. Pitches are MIDI numbers (60 = middle C), pitch classes are 0–11 from C. */

export const keys = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"] as const;
export type Key = (typeof keys)[number];

export const modes = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  phrygian: [0, 1, 3, 5, 7, 8, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
} as const satisfies Record<string, readonly number[]>;
export type Mode = keyof typeof modes;

export function pitchClass(key: Key): number {
  return keys.indexOf(key);
}

export interface Chord {
  numeral: string;
  root: number;
  /** Pitch class of the lowest note. */
  bass: number;
  /** Pitch classes, root first, in thirds. */
  tones: readonly number[];
  /** Pitch classes that fit over this chord, ascending from the tonic. */
  scale: readonly number[];
}

const degrees = ["i", "ii", "iii", "iv", "v", "vi", "vii"];

/** Intervals above the root for what follows the numeral: those under a major and those under a minor third. */
const qualities: Record<string, readonly [readonly number[], readonly number[]]> = {
  "": [
    [0, 4, 7],
    [0, 3, 7],
  ],
  "5": [
    [0, 7],
    [0, 7],
  ],
  "6": [
    [0, 4, 7, 9],
    [0, 3, 7, 9],
  ],
  "69": [
    [0, 4, 7, 9, 14],
    [0, 3, 7, 9, 14],
  ],
  "7": [
    [0, 4, 7, 10],
    [0, 3, 7, 10],
  ],
  M7: [
    [0, 4, 7, 11],
    [0, 3, 7, 11],
  ],
  "9": [
    [0, 4, 7, 10, 14],
    [0, 3, 7, 10, 14],
  ],
  M9: [
    [0, 4, 7, 11, 14],
    [0, 3, 7, 11, 14],
  ],
  "11": [
    [0, 7, 10, 14, 17],
    [0, 3, 7, 10, 17],
  ],
  "13": [
    [0, 4, 10, 14, 21],
    [0, 3, 10, 14, 21],
  ],
  add9: [
    [0, 4, 7, 14],
    [0, 3, 7, 14],
  ],
  sus2: [
    [0, 2, 7],
    [0, 2, 7],
  ],
  sus4: [
    [0, 5, 7],
    [0, 5, 7],
  ],
  "7sus4": [
    [0, 5, 7, 10],
    [0, 5, 7, 10],
  ],
  h7: [
    [0, 3, 6, 10],
    [0, 3, 6, 10],
  ],
  o7: [
    [0, 3, 6, 9],
    [0, 3, 6, 9],
  ],
};

/** A chord tone outside the mode displaces its neighbour of the same letter: V in minor raises the seventh degree. */
function scaleOver(tones: readonly number[], tonic: number, mode: Mode): number[] {
  const scale = modes[mode].map((step) => (tonic + step) % 12);
  for (const tone of tones) {
    if (scale.includes(tone)) continue;
    const displaced = scale.findIndex((step) => !tones.includes(step) && [1, 11].includes((step - tone + 12) % 12));
    if (displaced >= 0) scale[displaced] = tone;
  }
  return scale;
}

/**
 * Reads a Roman numeral in a key: degrees count along the mode, upper case has a major third, `b` and `#` alter the root, `/3`, `/5`
 * and `/7` put that chord member in the bass.
 */
export function parseChord(numeral: string, key: Key, mode: Mode): Chord {
  const match = /^([b#]?)([iv]+|[IV]+)([^/]*)(?:\/([357]))?$/.exec(numeral);
  const degree = degrees.indexOf((match?.[2] ?? "").toLowerCase());
  const quality = qualities[match?.[3] ?? ""];
  if (!match || degree < 0 || !quality) throw new Error(`"${numeral}" is no chord.`);
  const tonic = pitchClass(key);
  const alteration = match[1] === "b" ? -1 : match[1] === "#" ? 1 : 0;
  const root = (tonic + (modes[mode][degree] ?? 0) + alteration + 12) % 12;
  const isUpper = match[2] === match[2]?.toUpperCase();
  const tones = quality[isUpper ? 0 : 1].map((interval) => (root + interval) % 12);
  const member = match[4] ? Math.floor(Number(match[4]) / 2) : 0;
  return { numeral, root, bass: tones[member] ?? root, tones, scale: scaleOver(tones, tonic, mode) };
}

export function frequency(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}

export function isChordTone(pitch: number, chord: Chord): boolean {
  return chord.tones.includes(((pitch % 12) + 12) % 12);
}

/** The pitch nearest to `target` whose pitch class is one of `classes`; ties go down. */
export function nearest(target: number, classes: readonly number[]): number {
  let best = Math.round(target);
  let distance = Number.POSITIVE_INFINITY;
  for (let pitch = Math.round(target) - 7; pitch <= Math.round(target) + 7; pitch++) {
    if (classes.includes(((pitch % 12) + 12) % 12) && Math.abs(pitch - target) < distance - 1e-9) {
      best = pitch;
      distance = Math.abs(pitch - target);
    }
  }
  return best;
}

/** Moves a pitch of the scale by so many steps along it. */
export function stepAlong(pitch: number, steps: number, scale: readonly number[]): number {
  let current = nearest(pitch, scale);
  const direction = Math.sign(steps);
  for (let left = Math.abs(steps); left > 0; left--) {
    do current += direction;
    while (!scale.includes(((current % 12) + 12) % 12));
  }
  return current;
}
