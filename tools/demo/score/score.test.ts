import { expect, test } from "vitest";
import fc from "fast-check";
import { seeded } from "../random.ts";
import { breathingClock, steadyClock } from "./clock.ts";
import { chordAt, layOut } from "./form.ts";
import { inventTheme, sing } from "./melody.ts";
import { readRhythm, swing } from "./rhythm.ts";
import { isChordTone, keys, modes, parseChord, stepAlong } from "./theory.ts";
import { voiceChord } from "./voicing.ts";

test("numerals are read in their key", () => {
  expect(parseChord("V7", "C", "major").tones).toEqual([7, 11, 2, 5]);
  expect(parseChord("VI", "A", "minor").tones).toEqual([5, 9, 0]);
  expect(parseChord("I/3", "D", "major").bass).toBe(6);
  expect(parseChord("V7", "A", "minor").scale).toContain(8);
  expect(() => parseChord("VIII", "C", "major")).toThrow("no chord");
});

test("voices stay in their range, and move little from chord to chord", () => {
  const range = { low: 52, high: 74, size: 4 };
  for (const key of keys) {
    let previous: number[] | undefined;
    for (const numeral of ["IM9", "vi9", "ii9", "V13", "IVM7", "iii7"]) {
      const voicing = voiceChord(parseChord(numeral, key, "major"), previous, range);
      expect(voicing).toEqual(voicing.toSorted((a, b) => a - b));
      expect(voicing[0]).toBeGreaterThanOrEqual(52);
      expect(voicing.at(-1)).toBeLessThanOrEqual(74);
      if (previous) for (const [voice, pitch] of voicing.entries()) expect(Math.abs(pitch - (previous[voice] ?? 0))).toBeLessThanOrEqual(9);
      previous = voicing;
    }
  }
});

test("a melody stays in range and key, and rests its strong notes on the chord", () => {
  const anyKey = fc.constantFrom(...keys);
  const anyMode = fc.constantFrom(...(Object.keys(modes) as (keyof typeof modes)[]));
  fc.assert(
    fc.property(fc.nat(), anyKey, anyMode, (seed, key, mode) => {
      const third = modes[mode][2] === 4;
      const verse = third ? "I ii V I" : "i iv v i";
      const [section] = layOut({ style: "test", seed, tempo: 100, key, mode, form: "A8", verse }).sections;
      if (!section) throw new Error("no section");
      const style = { cells: ["x-x-xxx-", "x---x-x-"], low: 64, high: 84 };
      for (const note of sing(inventTheme(seeded(seed), style, 4), section, seeded(seed))) {
        const chord = chordAt(section, note.beat);
        expect(note.pitch).toBeGreaterThanOrEqual(style.low - 5);
        expect(note.pitch).toBeLessThanOrEqual(style.high + 5);
        expect(chord.scale.includes(note.pitch % 12) || isChordTone(note.pitch, chord)).toBe(true);
        if (note.beat % 2 === 0) expect(isChordTone(note.pitch, chord)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test("steps along a scale can be taken back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 90 }), fc.integer({ min: -9, max: 9 }), (pitch, steps) => {
      const scale = modes.dorian;
      const start = stepAlong(pitch, 0, scale);
      expect(stepAlong(stepAlong(start, steps, scale), -steps, scale)).toBe(start);
    }),
  );
});

test("time never runs backwards, and swing leaves the beats where they are", () => {
  for (const clock of [steadyClock(90, 0.3, 0.5), breathingClock(70, 16, 0.05, 64, 0.3)]) {
    for (let beat = 0; beat < 70; beat += 0.125) expect(clock(beat + 0.125)).toBeGreaterThan(clock(beat));
  }
  expect(swing(3, 0.3, 0.5)).toBeCloseTo(3);
  expect(swing(0.25, 1 / 3, 0.5)).toBeCloseTo(1 / 3);
});

test("rhythms are read as onsets with lengths", () => {
  expect(readRhythm("X-.o", 4)).toEqual([
    { beat: 0, beats: 2, velocity: 1 },
    { beat: 3, beats: 1, velocity: 0.42 },
  ]);
});
