/** Sound whose tempo, key or speaker is known because it was made so. Mono, at 22,050 Hz, within ±1. */

const sampleRate = 22_050;

/** Numbers from 0 to 1 that are the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function addNoise(sound: Float32Array, at: number, seconds: number, loudness: number, random: () => number): void {
  const from = Math.round(at * sampleRate);
  for (let index = 0; index < seconds * 5 * sampleRate && from + index < sound.length; index++) {
    sound[from + index] = (sound[from + index] ?? 0) + (random() * 2 - 1) * loudness * Math.exp(-index / (seconds * sampleRate));
  }
}

/** A struck string or a blown pipe: partials that fall off by `brightness`. */
function addTone(
  sound: Float32Array,
  tone: { at: number; seconds: number; frequency: number; loudness: number; brightness: number },
): void {
  const from = Math.max(0, Math.round(tone.at * sampleRate));
  const length = Math.round(tone.seconds * sampleRate);
  for (let partial = 1; partial <= 6 && partial * tone.frequency < 9000; partial++) {
    const step = (2 * Math.PI * tone.frequency * partial) / sampleRate;
    const loudness = tone.loudness * tone.brightness ** (partial - 1);
    for (let index = 0; index < length && from + index < sound.length; index++) {
      const swell = Math.min(1, index / 200) * Math.exp((-2 * index) / length);
      sound[from + index] = (sound[from + index] ?? 0) + loudness * swell * Math.sin(step * index);
    }
  }
}

export type Groove = { tempo: number; swing: number; noise: number; beatsPerBar: number; seconds: number; seed: number };

/** A kick on the first beat, a snare on the others, hats between them (late by `swing` of a beat), a bass note a bar, and hiss. */
export function drumLoop({ tempo, swing, noise, beatsPerBar, seconds, seed }: Groove): Float32Array {
  const random = numbers(seed);
  const sound = Float32Array.from({ length: Math.round(seconds * sampleRate) }, () => (random() * 2 - 1) * noise);
  const beat = 60 / tempo;
  for (let count = 0; count * beat < seconds; count++) {
    const isFirst = count % beatsPerBar === 0;
    addNoise(sound, count * beat, isFirst ? 0.04 : 0.02, 0.3, random);
    addNoise(sound, (count + 0.5 + swing) * beat, 0.008, 0.12, random);
    addTone(sound, { at: count * beat, seconds: 0.25, frequency: isFirst ? 60 : 180, loudness: isFirst ? 0.5 : 0.2, brightness: 0.3 });
    const degree = [0, 5, 7, 3][Math.floor(count / beatsPerBar) % 4] ?? 0;
    if (isFirst)
      addTone(sound, { at: count * beat, seconds: beat * beatsPerBar, frequency: 82 * 2 ** (degree / 12), loudness: 0.2, brightness: 0.5 });
  }
  return sound.map((value) => Math.max(-1, Math.min(1, value)));
}

export type Cadence = { key: number; mode: 0 | 1; /** Hz of A. */ pitch: number; brightness: number; seed: number };

/** I vi ii V I, in minor i VI iv V i: chords over a bass, in broken rhythm, with a melody of chord notes. */
export function cadence({ key, mode, pitch, brightness, seed }: Cadence): Float32Array {
  const random = numbers(seed);
  const third = mode === 1 ? 4 : 3;
  const chords =
    mode === 1
      ? [
          [0, 4, 7],
          [9, 12, 16],
          [2, 5, 9],
          [7, 11, 14],
          [0, 4, 7],
        ]
      : [
          [0, 3, 7],
          [8, 12, 15],
          [5, 8, 12],
          [7, 11, 14],
          [0, 3, 7],
        ];
  const sound = new Float32Array(Math.round(chords.length * 1.2 * sampleRate));
  const frequencyOf = (semitones: number): number => pitch * 2 ** ((key - 9 + semitones) / 12);
  for (const [index, chord] of chords.entries()) {
    const at = index * 1.2;
    for (const note of chord) addTone(sound, { at, seconds: 1.2, frequency: frequencyOf(note), loudness: 0.08, brightness });
    addTone(sound, { at, seconds: 1.2, frequency: frequencyOf(chord[0] ?? 0) / 4, loudness: 0.15, brightness });
    for (let step = 0; step < 4; step++) {
      const passing = random() < 0.15 ? third - 1 : (chord[Math.floor(random() * 3)] ?? 0);
      addTone(sound, { at: at + step * 0.3, seconds: 0.3, frequency: frequencyOf(passing + 12), loudness: 0.07, brightness });
    }
  }
  return sound;
}

/** First and second formant of some vowels, in Hz: Peterson & Barney, "Control methods used in a study of the vowels", 1952. */
const vowels = [
  [270, 2290],
  [530, 1840],
  [730, 1090],
  [570, 840],
  [300, 870],
] as const;

/** Syllables of hiss and vowel, about four a second, in phrases with pauses, at a gliding pitch. */
export function babble({ voice, seconds, seed }: { voice: number; seconds: number; seed: number }): Float32Array {
  const random = numbers(seed);
  const sound = new Float32Array(Math.round(seconds * sampleRate));
  for (let at = 0.1, syllable = 0; at < seconds - 0.5; syllable++) {
    const length = 0.12 + random() * 0.14;
    const hiss = random() < 0.6 ? 0.04 + random() * 0.07 : 0;
    if (hiss > 0) addHiss(sound, at, hiss, random);
    addVowel(sound, {
      at: at + hiss,
      length,
      pitch: voice * (1.15 - 0.02 * (syllable % 9) + random() * 0.08),
      vowel: Math.floor(random() * 5),
    });
    at += hiss + length + 0.02 + random() * 0.05 + (random() < 0.14 ? 0.25 + random() * 0.4 : 0);
  }
  return sound;
}

function addHiss(sound: Float32Array, at: number, seconds: number, random: () => number): void {
  let former = 0;
  const from = Math.round(at * sampleRate);
  for (let index = 0; index < seconds * sampleRate; index++) {
    const white = random() * 2 - 1;
    // Difference of neighbours: what is left of noise is high.
    sound[from + index] = (sound[from + index] ?? 0) + 0.08 * (white - former);
    former = white;
  }
}

function addVowel(sound: Float32Array, { at, length, pitch, vowel }: { at: number; length: number; pitch: number; vowel: number }): void {
  const [first, second] = vowels[vowel] ?? vowels[0];
  const from = Math.round(at * sampleRate);
  const count = Math.round(length * sampleRate);
  for (let partial = 1; partial * pitch < 4000; partial++) {
    const frequency = partial * pitch;
    const resonance = 1 / (1 + ((frequency - first) / 90) ** 2) + 0.5 / (1 + ((frequency - second) / 120) ** 2);
    for (let index = 0; index < count && from + index < sound.length; index++) {
      const swell = Math.sin((Math.PI * index) / count);
      sound[from + index] = (sound[from + index] ?? 0) + 0.3 * resonance * swell * Math.sin((2 * Math.PI * frequency * index) / sampleRate);
    }
  }
}
