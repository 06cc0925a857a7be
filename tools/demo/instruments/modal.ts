/** Bars, bells and strings as sums of decaying sines. */
import { type Stereo, silence } from "../mix/audio.ts";
import { frequency } from "../score/theory.ts";
import type { Strike } from "./sampled.ts";

export interface ModalMode {
  /** Of the fundamental. */
  ratio: number;
  gain: number;
  /** Seconds to −60 dB at middle C. */
  decay: number;
}

/** Adds a decaying sine to both channels; its two recurrences are detuned against each other, which makes the tone breathe. */
export function addMode(tone: Stereo, rate: number, hertz: number, gains: readonly [number, number], decay: number, beat: number): void {
  if (hertz > rate * 0.44) return;
  const radius = 10 ** (-3 / (decay * rate));
  const peak = Math.max(Math.abs(gains[0]), Math.abs(gains[1]));
  const length = Math.min(tone.left.length, Math.ceil(decay * rate * Math.max(0.1, 1 + Math.log10(peak + 1e-9) / 3)));
  const first = (2 * Math.PI * (hertz - beat / 2)) / rate;
  const second = (2 * Math.PI * (hertz + beat / 2)) / rate;
  const a = 2 * radius * Math.cos(first);
  const b = 2 * radius * Math.cos(second);
  const square = radius * radius;
  const [left, right] = gains;
  let [a1, a2, b1, b2] = [0, -Math.sin(first) / radius, 0, -Math.sin(second) / radius];
  for (let index = 0; index < length; index++) {
    const x = a * a1 - square * a2;
    const y = b * b1 - square * b2;
    a2 = a1;
    a1 = x;
    b2 = b1;
    b1 = y;
    tone.left[index] = (tone.left[index] as number) + x * left + y * left * 0.35;
    tone.right[index] = (tone.right[index] as number) + y * right + x * right * 0.35;
  }
}

/** A short thud of filtered noise: the mallet, the hammer, the finger. */
export function addKnock(tone: Stereo, { rate, random }: Strike, level: number, hertz: number, seconds: number): void {
  const smooth = 1 - Math.exp((-2 * Math.PI * hertz) / rate);
  const length = Math.min(tone.left.length, Math.ceil(seconds * rate * 4));
  let value = 0;
  for (let index = 0; index < length; index++) {
    value += smooth * (random.next() * 2 - 1 - value);
    const shaped = value * level * Math.exp(-index / (seconds * rate)) * Math.min(1, index / 20);
    tone.left[index] = (tone.left[index] as number) + shaped;
    tone.right[index] = (tone.right[index] as number) + shaped;
  }
}

export interface ModalBody {
  modes: readonly ModalMode[];
  /** How much faster high notes die: seconds halve every so many octaves. */
  shorten: number;
  knock: { level: number; hertz: number; seconds: number };
  /** Hz between the two sides of a mode. */
  beat?: number;
}

export function strikeModal(body: ModalBody, strike: Strike): Stereo {
  const { pitch, force, rate, random } = strike;
  const scale = 2 ** (-(pitch - 60) / (12 * body.shorten));
  const longest = Math.max(...body.modes.map((mode) => mode.decay)) * scale;
  const tone = silence(Math.ceil(Math.min(5, longest, strike.seconds) * rate));
  for (const [index, mode] of body.modes.entries()) {
    const gain = mode.gain * (index === 0 ? 1 : 0.25 + 0.75 * force) * 0.6;
    const skew = index % 2 ? 0.82 : 1;
    addMode(
      tone,
      rate,
      frequency(pitch) * mode.ratio,
      [gain * skew, gain * (1.82 - skew)],
      mode.decay * scale,
      (body.beat ?? 0.4) * random.range(0.6, 1.4),
    );
  }
  addKnock(tone, strike, body.knock.level * force, body.knock.hertz, body.knock.seconds);
  return fadeEnd(tone, rate);
}

/** The last 30 ms go to zero, wherever the computation stopped. */
export function fadeEnd(tone: Stereo, rate: number): Stereo {
  const { length } = tone.left;
  const fade = Math.min(length, Math.ceil(0.03 * rate));
  for (let index = 0; index < fade; index++) {
    const gain = index / fade;
    tone.left[length - 1 - index] = (tone.left[length - 1 - index] as number) * gain;
    tone.right[length - 1 - index] = (tone.right[length - 1 - index] as number) * gain;
  }
  return tone;
}
