/** Plucked strings after Karplus and Strong, with fractional tuning, a plucking point and a wooden body. */
import { type Stereo, silence } from "../mix/audio.ts";
import { frequency } from "../score/theory.ts";
import { fadeEnd } from "./modal.ts";
import { type SampledOptions, type Strike, sampled } from "./sampled.ts";

export interface StringBody {
  /** Seconds to −60 dB at middle C. */
  decay: number;
  /** 0 dull – 1 metallic. */
  brightness: number;
  /** Plucking point as a part of the string. */
  point: number;
  /** Resonances of the body: Hz, gain. */
  body: readonly (readonly [hertz: number, gain: number])[];
}

/** A burst of noise, softer for a gentle finger, combed by the plucking point. */
function excite(delay: Float32Array, length: number, { force, random, rate }: Strike, body: StringBody): void {
  const smooth = 1 - Math.exp((-2 * Math.PI * (700 + 7000 * force * body.brightness)) / rate);
  const burst = new Float64Array(length);
  let value = 0;
  let mean = 0;
  for (let index = 0; index < length; index++) {
    value += smooth * (random.next() * 2 - 1 - value);
    burst[index] = value;
    mean += value / length;
  }
  const shift = Math.max(1, Math.round(length * body.point));
  let peak = 1e-9;
  for (let index = 0; index < length; index++) {
    const combed = (burst[index] as number) - 0.9 * (burst[(index + length - shift) % length] as number) - 0.1 * mean;
    delay[index] = combed;
    peak = Math.max(peak, Math.abs(combed));
  }
  for (let index = 0; index < length; index++) delay[index] = (delay[index] as number) / peak;
}

function vibrate(out: Float32Array, strike: Strike, body: StringBody): void {
  const { pitch, rate } = strike;
  const hertz = frequency(pitch);
  const mix = 0.5 + 0.46 * (1 - body.brightness);
  const period = rate / hertz - (1 - mix / 2 - 0.5) - 0.5;
  const length = Math.floor(period - 0.1);
  const fraction = period - length;
  const allpass = (1 - fraction) / (1 + fraction);
  const seconds = body.decay * 2 ** (-(pitch - 60) / 20);
  const loss = 10 ** (-3 / (hertz * seconds));
  const delay = new Float32Array(length);
  excite(delay, length, strike, body);
  let [at, previous, passIn, passOut] = [0, 0, 0, 0];
  for (let index = 0; index < out.length; index++) {
    const value = delay[at] as number;
    out[index] = value;
    const damped = loss * (value * (1 - mix / 2) + previous * (mix / 2));
    previous = value;
    passOut = allpass * (damped - passOut) + passIn;
    passIn = damped;
    delay[at] = passOut;
    at = at + 1 === length ? 0 : at + 1;
  }
}

/** Adds band-pass resonances of the wood to the string's sound. */
function resonate(out: Float32Array, rate: number, body: StringBody): void {
  const dry = out.slice();
  for (const [hertz, gain] of body.body) {
    const omega = (2 * Math.PI * hertz) / rate;
    const alpha = Math.sin(omega) / 8;
    const b0 = (alpha / (1 + alpha)) * gain;
    const a1 = (-2 * Math.cos(omega)) / (1 + alpha);
    const a2 = (1 - alpha) / (1 + alpha);
    let [x1, x2, y1, y2] = [0, 0, 0, 0];
    for (let index = 0; index < out.length; index++) {
      const x = dry[index] as number;
      const y = b0 * (x - x2) - a1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      out[index] = (out[index] as number) + y;
    }
  }
}

/** A little of an early reflection, another one for each ear: wide, and still whole in mono. */
function spread({ left, right }: Stereo): void {
  for (let index = left.length - 1; index >= 0; index--) {
    const direct = 0.8 * (left[index] as number);
    right[index] = direct + (index >= 61 ? 0.3 * (left[index - 61] as number) : 0);
    left[index] = direct + (index >= 37 ? 0.3 * (left[index - 37] as number) : 0);
  }
}

function strikeString(strike: Strike, body: StringBody): Stereo {
  const seconds = Math.min(4, strike.seconds, body.decay * 2 ** (-(strike.pitch - 60) / 20));
  const tone = silence(Math.ceil(seconds * strike.rate));
  vibrate(tone.left, strike, body);
  resonate(tone.left, strike.rate, body);
  spread(tone);
  return fadeEnd(tone, strike.rate);
}

const wood = [
  [105, 0.9],
  [205, 0.7],
  [420, 0.4],
] as const;

function plucked(name: string, body: StringBody, options: Partial<SampledOptions> = {}) {
  return sampled({ name, strike: (strike) => strikeString(strike, body), release: 0.25, takes: 2, ...options });
}

export const steelGuitar = plucked("steel", { decay: 3.4, brightness: 0.66, point: 0.17, body: wood });
export const nylonGuitar = plucked("nylon", { decay: 2.2, brightness: 0.3, point: 0.3, body: wood });
export const harp = plucked("harp", { decay: 4, brightness: 0.42, point: 0.45, body: [[160, 0.5]] }, { release: 1.2 });
export const mandolin = plucked("mandolin", {
  decay: 1.1,
  brightness: 0.74,
  point: 0.12,
  body: [
    [310, 0.9],
    [620, 0.5],
  ],
});
export const uprightBass = plucked("upright-bass", { decay: 1.5, brightness: 0.2, point: 0.3, body: [[98, 0.8]] }, { release: 0.12 });
