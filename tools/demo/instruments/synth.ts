/** Sustaining voices: detuned wavetable oscillators through a low-pass filter, computed in blocks of 64 samples. */
import { addInto, type Stereo } from "../mix/audio.ts";
import { hashText, seeded } from "../random.ts";
import { frequency } from "../score/theory.ts";
import type { Instrument, Sound } from "./instrument.ts";
import { tableFor, tableSize, type WaveName, wavetable } from "./wavetables.ts";

export interface Patch {
  wave: WaveName;
  /** Oscillators; 1 when absent. */
  unison?: number;
  /** Cents between the outermost oscillators. */
  detune?: number;
  /** 0 mono, 1 outermost oscillators hard left and right. */
  spread?: number;
  /** Level of a sine one octave below. */
  sub?: number;
  /** Seconds. */
  attack: number;
  decay: number;
  /** 0–1. */
  sustain: number;
  release: number;
  /** Hz at middle C; absent: no filter. */
  cutoff?: number;
  /** How much the cutoff follows the pitch, 0–1. */
  tracking?: number;
  /** 0–0.95. */
  resonance?: number;
  /** Octaves that the filter opens at the start of a note, and how fast it closes (seconds). */
  sweep?: number;
  sweepDecay?: number;
  /** Octaves and Hz of a slow wander of the filter. */
  wander?: number;
  wanderRate?: number;
  vibrato?: { cents: number; hertz: number; delay: number };
  /** Level of breath noise. */
  breath?: number;
  /** Seconds to arrive from the note before. */
  glide?: number;
  /** Semitones above (or below) that an attack starts from, and its time. */
  scoop?: { semitones: number; seconds: number };
}

const block = 64;
const scratchLeft = new Float32Array(block);
const scratchRight = new Float32Array(block);

function envelope(patch: Patch, time: number, gate: number): number {
  const rise = Math.min(1, time / patch.attack);
  const held = rise < 1 ? rise * (2 - rise) : patch.sustain + (1 - patch.sustain) * Math.exp(-(time - patch.attack) / patch.decay);
  if (time <= gate) return held;
  const left = Math.max(0, 1 - (time - gate) / patch.release);
  return held * left * left * left;
}

interface Oscillator {
  phase: number;
  ratio: number;
  left: number;
  right: number;
}

function oscillators(patch: Patch, seed: number): Oscillator[] {
  const random = seeded(seed);
  const count = patch.unison ?? 1;
  const level = 1 / Math.sqrt(count);
  return Array.from({ length: count }, (_, index) => {
    const place = count === 1 ? 0 : (2 * index) / (count - 1) - 1;
    const side = place * (patch.spread ?? 0);
    return {
      phase: count === 1 ? 0 : (random.next() * 2 ** 32) | 0,
      ratio: 2 ** ((place * (patch.detune ?? 0)) / 2400),
      left: level * Math.min(1, 1 - side),
      right: level * Math.min(1, 1 + side),
    };
  });
}

/** Phases are whole numbers of 32 bits that wrap by themselves: the upper 11 find the sample, the lower 21 are the way to the next. */
function addOscillator(oscillator: Oscillator, table: Float32Array, increment: number, count: number): void {
  const { left, right } = oscillator;
  const [outLeft, outRight] = [scratchLeft, scratchRight];
  const step = Math.round(increment * 2 ** 21) | 0;
  let phase = oscillator.phase | 0;
  for (let index = 0; index < count; index++) {
    const whole = phase >>> 21;
    const low = table[whole] as number;
    const value = low + ((table[whole + 1] as number) - low) * ((phase & 0x1fffff) * 4.76837158203125e-7);
    outLeft[index] = (outLeft[index] as number) + value * left;
    outRight[index] = (outRight[index] as number) + value * right;
    phase = (phase + step) | 0;
  }
  oscillator.phase = phase;
}

/** The same for a voice without width, whose right channel is its left one. */
function addCentred(oscillator: Oscillator, table: Float32Array, increment: number, count: number): void {
  const { left } = oscillator;
  const out = scratchLeft;
  const step = Math.round(increment * 2 ** 21) | 0;
  let phase = oscillator.phase | 0;
  for (let index = 0; index < count; index++) {
    const whole = phase >>> 21;
    const low = table[whole] as number;
    const value = low + ((table[whole + 1] as number) - low) * ((phase & 0x1fffff) * 4.76837158203125e-7);
    out[index] = (out[index] as number) + value * left;
    phase = (phase + step) | 0;
  }
  oscillator.phase = phase;
}

/** Two topology-preserving state-variable filters, one a channel (Zavalishin, "The Art of VA Filter Design"). */
class Lowpass {
  #state = new Float64Array(4);

  process(cutoff: number, resonance: number, rate: number, count: number, isCentred: boolean): void {
    const g = Math.tan(Math.PI * Math.min(0.45, cutoff / rate));
    const k = 2 - 2 * resonance;
    const a1 = 1 / (1 + g * (g + k));
    if (isCentred) this.#left(g, a1, count);
    else this.#both(g, a1, count);
  }

  #left(g: number, a1: number, count: number): void {
    const state = this.#state;
    const out = scratchLeft;
    let [s1 = 0, s2 = 0] = state;
    for (let index = 0; index < count; index++) {
      const high = (out[index] as number) - s2;
      const band = a1 * s1 + g * a1 * high;
      const low = s2 + g * band;
      s1 = 2 * band - s1;
      s2 = 2 * low - s2;
      out[index] = low;
    }
    state[0] = s1;
    state[1] = s2;
  }

  /** In one loop: while one channel waits for its last value, the other computes. */
  #both(g: number, a1: number, count: number): void {
    const state = this.#state;
    const [outLeft, outRight] = [scratchLeft, scratchRight];
    let [l1 = 0, l2 = 0, r1 = 0, r2 = 0] = state;
    for (let index = 0; index < count; index++) {
      const l3 = (outLeft[index] as number) - l2;
      const lb = a1 * l1 + g * a1 * l3;
      const ll = l2 + g * lb;
      l1 = 2 * lb - l1;
      l2 = 2 * ll - l2;
      outLeft[index] = ll;
      const r3 = (outRight[index] as number) - r2;
      const rb = a1 * r1 + g * a1 * r3;
      const rl = r2 + g * rb;
      r1 = 2 * rb - r1;
      r2 = 2 * rl - r2;
      outRight[index] = rl;
    }
    state[0] = l1;
    state[1] = l2;
    state[2] = r1;
    state[3] = r2;
  }
}

function addBreath(level: number, seed: number, count: number): number {
  let state = seed | 1;
  for (let index = 0; index < count; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const value = state * 4.6566e-10 * level;
    scratchLeft[index] = (scratchLeft[index] as number) + value;
    scratchRight[index] = (scratchRight[index] as number) + value;
  }
  return state;
}

/** Semitones by which the pitch departs from the note at a time: glide, scoop and vibrato. */
function bend(patch: Patch, sound: Sound, time: number): number {
  let semitones = 0;
  if (patch.glide && sound.from !== undefined) semitones += (sound.from - sound.pitch) * Math.exp((-4 * time) / patch.glide);
  if (patch.scoop) semitones += patch.scoop.semitones * Math.exp((-4 * time) / patch.scoop.seconds);
  if (patch.vibrato) {
    const depth = Math.min(1, Math.max(0, (time - patch.vibrato.delay) / 0.4));
    semitones += (depth * patch.vibrato.cents * Math.sin(2 * Math.PI * patch.vibrato.hertz * time + (sound.seed % 7))) / 100;
  }
  return semitones;
}

function cutoffAt(patch: Patch, sound: Sound, time: number): number {
  const tracking = (patch.tracking ?? 0.5) * ((sound.pitch - 60) / 12);
  const sweep = (patch.sweep ?? 0) * Math.exp(-time / (patch.sweepDecay ?? 0.2)) * (0.4 + 0.6 * sound.velocity);
  const wander = (patch.wander ?? 0) * Math.sin(2 * Math.PI * (patch.wanderRate ?? 0.1) * time + (sound.seed % 6));
  return Math.max(40, (patch.cutoff ?? 20000) * 2 ** (tracking + sweep + wander + (sound.velocity - 0.75) * 0.8));
}

function play(patch: Patch, rate: number, sound: Sound, bus: Stereo): void {
  const bank = oscillators(patch, sound.seed);
  const isCentred = !patch.spread;
  const add = isCentred ? addCentred : addOscillator;
  const table = wavetable(patch.wave);
  const sub: Oscillator | undefined = patch.sub ? { phase: 0, ratio: 0.5, left: patch.sub, right: patch.sub } : undefined;
  const filter = patch.cutoff === undefined ? undefined : new Lowpass();
  const gate = sound.length / rate;
  const total = Math.min(sound.length + Math.ceil(patch.release * rate), bus.left.length - sound.start);
  const loudness = sound.velocity ** 1.4;
  let breath = sound.seed;
  let from = 0;
  for (let at = 0; at < total; at += block) {
    const count = Math.min(block, total - at);
    const time = at / rate;
    const hertz = frequency(sound.pitch + bend(patch, sound, time));
    const increment = (hertz * tableSize) / rate;
    scratchLeft.fill(0);
    scratchRight.fill(0);
    const cycle = tableFor(table, hertz, rate);
    for (const oscillator of bank) add(oscillator, cycle, increment * oscillator.ratio, count);
    if (sub) add(sub, tableFor(wavetable("sine"), hertz, rate), increment * 0.5, count);
    if (patch.breath) breath = addBreath(patch.breath, breath, count);
    filter?.process(cutoffAt(patch, sound, time + block / 2 / rate), patch.resonance ?? 0, rate, count, isCentred);
    const to = envelope(patch, (at + block) / rate, gate) * loudness;
    addShaped(bus.left, scratchLeft, sound.start + at, count, from * sound.left, ((to - from) / block) * sound.left);
    if (bus.right !== bus.left) {
      const heard = isCentred ? scratchLeft : scratchRight;
      addShaped(bus.right, heard, sound.start + at, count, from * sound.right, ((to - from) / block) * sound.right);
    }
    from = to;
  }
}

function addShaped(bus: Float32Array, heard: Float32Array, first: number, count: number, from: number, slope: number): void {
  for (let index = 0; index < count; index++) {
    bus[first + index] = (bus[first + index] as number) + (heard[index] as number) * (from + slope * index);
  }
}

/** Samples that an instrument remembers at most, both channels together. */
const memory = 8_000_000;
const dynamics = 6;

/** Key of a note that sounds the same each time; length and velocity are rounded to what nobody hears. */
function repeatKey(sound: Sound): { key: string; length: number; velocity: number } {
  const length = Math.ceil(sound.length / 1024) * 1024;
  const velocity = (Math.min(dynamics - 1, Math.floor(sound.velocity * dynamics)) + 0.5) / dynamics;
  return { key: `${sound.pitch}/${length}/${velocity}`, length, velocity };
}

function remember(patch: Patch, rate: number, sound: Sound): Stereo {
  const length = sound.length + Math.ceil(patch.release * rate);
  const left = new Float32Array(length);
  const tone: Stereo = { left, right: patch.spread ? new Float32Array(length) : left };
  play(patch, rate, { ...sound, start: 0, left: 1, right: 1 }, tone);
  return tone;
}

/** Music repeats itself: a note that was computed before is added again, unless it glides from another one. */
export function synth(patch: Patch): Instrument {
  return (rate) => {
    const tones = new Map<string, Stereo>();
    let left = memory;
    return (sound, bus) => {
      if (patch.glide && sound.from !== undefined) return play(patch, rate, sound, bus);
      const { key, length, velocity } = repeatKey(sound);
      const known = tones.get(key);
      const size = 2 * (length + patch.release * rate);
      if (!known && size > left) return play(patch, rate, sound, bus);
      const tone = known ?? remember(patch, rate, { ...sound, length, velocity, seed: hashText(key) });
      if (!known) {
        tones.set(key, tone);
        left -= size;
      }
      const gain = (sound.velocity / velocity) ** 1.4;
      addInto(bus.left, tone.left, sound.start, gain * sound.left);
      addInto(bus.right, tone.right, sound.start, gain * sound.right);
    };
  };
}
