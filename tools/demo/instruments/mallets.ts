/** Struck bars, bells and the electric piano. */
import { type Stereo, silence } from "../mix/audio.ts";
import { frequency } from "../score/theory.ts";
import { addKnock, fadeEnd, type ModalBody, strikeModal } from "./modal.ts";
import { sineAt } from "./wavetables.ts";
import { type SampledOptions, type Strike, sampled } from "./sampled.ts";

function bars(name: string, body: ModalBody, options: Partial<SampledOptions> = {}) {
  return sampled({ name, strike: (strike) => strikeModal(body, strike), ...options });
}

export const marimba = bars("marimba", {
  modes: [
    { ratio: 1, gain: 0.9, decay: 1.3 },
    { ratio: 3.93, gain: 0.22, decay: 0.35 },
    { ratio: 9.2, gain: 0.08, decay: 0.12 },
  ],
  shorten: 1.3,
  knock: { level: 0.22, hertz: 1400, seconds: 0.006 },
});

export const vibraphone = bars(
  "vibraphone",
  {
    modes: [
      { ratio: 1, gain: 0.85, decay: 4 },
      { ratio: 4, gain: 0.16, decay: 1.6 },
      { ratio: 10.1, gain: 0.04, decay: 0.4 },
    ],
    shorten: 2.2,
    knock: { level: 0.08, hertz: 2200, seconds: 0.004 },
    beat: 0.9,
  },
  { release: 0.6 },
);

export const kalimba = bars("kalimba", {
  modes: [
    { ratio: 1, gain: 0.9, decay: 1.5 },
    { ratio: 2.01, gain: 0.1, decay: 0.6 },
    { ratio: 5.8, gain: 0.12, decay: 0.2 },
  ],
  shorten: 1.8,
  knock: { level: 0.2, hertz: 900, seconds: 0.008 },
});

export const glassBell = bars("glass", {
  modes: [
    { ratio: 1, gain: 0.6, decay: 4 },
    { ratio: 2.76, gain: 0.26, decay: 2.4 },
    { ratio: 5.4, gain: 0.1, decay: 1.3 },
    { ratio: 8.9, gain: 0.04, decay: 0.6 },
  ],
  shorten: 2.4,
  knock: { level: 0.03, hertz: 4000, seconds: 0.003 },
  beat: 1.1,
});

/** Two pairs of sines in frequency modulation: a round body, and a tine that rings at the attack (Chowning 1973). */
function strikeTines({ pitch, force, rate, random, seconds }: Strike): Stereo {
  const hertz = frequency(pitch);
  const decay = 2.6 * 2 ** (-(pitch - 60) / 22);
  const tone = silence(Math.ceil(Math.min(4.5, decay * 2.2, seconds) * rate));
  const drift = 1 + random.range(0.0002, 0.0006);
  const tineLevel = hertz * 14 < rate * 0.4 ? 0.16 * force : 0;
  const cycle = hertz / rate;
  const half = Math.exp(-2.2 / (decay * rate));
  const soften = Math.exp(-3 / (decay * rate));
  const fade = Math.exp(-1 / (0.22 * rate));
  const attack = 0.002 * rate;
  let [body, bright, tine] = [0.5, (1.05 * force) / (2 * Math.PI), tineLevel / (2 * Math.PI)];
  for (let index = 0; index < tone.left.length; index++) {
    const phase = cycle * index;
    const level = index < attack ? (body * index) / attack : body;
    const modulator = (0.04 + bright) * sineAt(phase);
    const ring = tine > 1e-5 ? tine * sineAt(14 * phase) : 0;
    tone.left[index] = level * (sineAt(phase + modulator) + 0.5 * sineAt(phase * drift + ring));
    tone.right[index] = level * (sineAt(phase * drift + modulator) + 0.5 * sineAt(phase + ring));
    body *= half;
    bright *= soften;
    tine *= fade;
  }
  return fadeEnd(tone, rate);
}

export const electricPiano = sampled({ name: "tines", strike: strikeTines, release: 0.18 });

/** A struck string under felt with almost no ring: the short, dry comping of dub and house. */
function strikeStab(strike: Strike): Stereo {
  const { pitch, force, rate } = strike;
  const tone = silence(Math.ceil(0.5 * rate));
  const step = (2 * Math.PI * frequency(pitch)) / rate;
  for (let index = 0; index < tone.left.length; index++) {
    const time = index / rate;
    const amplitude = 0.5 * Math.exp(-time / 0.11) * Math.min(1, time / 0.002);
    const angle = step * index;
    const index1 = (0.8 + 1.2 * force) * Math.exp(-time / 0.05);
    tone.left[index] = amplitude * Math.sin(angle + index1 * Math.sin(2 * angle));
    tone.right[index] = amplitude * Math.sin(angle * 1.0008 + index1 * Math.sin(2 * angle));
  }
  addKnock(tone, strike, 0.05, 1800, 0.005);
  return fadeEnd(tone, rate);
}

export const stab = sampled({ name: "stab", strike: strikeStab, release: 0.12, layers: 2 });
