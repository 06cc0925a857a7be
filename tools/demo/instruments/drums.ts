/** Drums and percussion, each computed once a kit and played back. The pitch of a note tunes them (60 is as they come). */
import { type Stereo, silence } from "../mix/audio.ts";
import type { Random } from "../random.ts";
import type { Instrument } from "./instrument.ts";
import { fadeEnd } from "./modal.ts";
import { type Strike, sampled } from "./sampled.ts";
import { sineAt } from "./wavetables.ts";

function mono(seconds: number, rate: number, fill: (out: Float32Array) => void): Stereo {
  const left = new Float32Array(Math.ceil(seconds * rate));
  fill(left);
  fadeEnd({ left, right: new Float32Array(left.length) }, rate);
  return { left, right: left };
}

function percussion(name: string, strike: (strike: Strike) => Stereo, takes = 1): Instrument {
  return sampled({ name, strike, layers: 1, takes, isKept: true });
}

/** White noise through a band-pass made of a high- and a low-pass of one pole each. */
function noise(out: Float32Array, random: Random, rate: number, low: number, high: number, shape: (time: number) => number): void {
  const up = 1 - Math.exp((-2 * Math.PI * Math.min(high, rate * 0.45)) / rate);
  const down = 1 - Math.exp((-2 * Math.PI * low) / rate);
  let [smooth, floor] = [0, 0];
  for (let index = 0; index < out.length; index++) {
    smooth += up * (random.next() * 2 - 1 - smooth);
    floor += down * (smooth - floor);
    out[index] = (out[index] as number) + (smooth - floor) * shape(index / rate);
  }
}

export interface KickBody {
  /** Hz at rest, and above it at the first moment. */
  base: number;
  top: number;
  /** Seconds: of the fall in pitch, of the sound. */
  fall: number;
  decay: number;
  click: number;
  drive: number;
}

export function kick(name: string, body: KickBody): Instrument {
  return percussion(name, ({ pitch, rate, random }) => {
    const tune = 2 ** ((pitch - 60) / 12);
    return mono(body.decay * 2.2, rate, (out) => {
      let phase = 0;
      for (let index = 0; index < out.length; index++) {
        const time = index / rate;
        phase += (2 * Math.PI * tune * (body.base + body.top * Math.exp(-time / body.fall))) / rate;
        const level = Math.exp((-2.4 * time) / body.decay) * Math.min(1, time / 0.0012);
        out[index] = Math.tanh(Math.sin(phase) * level * body.drive) * 0.95;
      }
      noise(out, random, rate, 900, 4500, (time) => body.click * Math.exp(-time / 0.0035));
    });
  });
}

export interface SnareBody {
  hertz: number;
  /** Seconds. */
  body: number;
  rattle: number;
  /** Hz: the noise's lower and upper edges. */
  low: number;
  high: number;
  /** Level of the noise against the skin. */
  mix: number;
}

export function snare(name: string, body: SnareBody): Instrument {
  return percussion(
    name,
    ({ pitch, rate, random }) => {
      const tune = 2 ** ((pitch - 60) / 12);
      return mono(Math.max(body.rattle, body.body) * 4, rate, (out) => {
        for (let index = 0; index < out.length; index++) {
          const time = index / rate;
          const fall = 1 + 0.5 * Math.exp(-time / 0.012);
          const angle = 2 * Math.PI * body.hertz * tune * time * fall;
          out[index] = (0.5 * Math.sin(angle) + 0.3 * Math.sin(angle * 1.78)) * Math.exp(-time / body.body) * Math.min(1, time / 0.001);
        }
        noise(
          out,
          random,
          rate,
          body.low,
          body.high,
          (time) => body.mix * (0.75 * Math.exp(-time / body.rattle) + 0.5 * Math.exp(-time / 0.012)),
        );
      });
    },
    3,
  );
}

export const clap = percussion(
  "clap",
  ({ rate, random }) =>
    mono(0.45, rate, (out) => {
      const bursts = [0, 0.011, 0.021, 0.03].map((at) => at + random.range(-0.001, 0.001));
      noise(out, random, rate, 700, 3600, (time) => {
        const hands = bursts.reduce((sum, at) => sum + (time >= at ? Math.exp(-(time - at) / 0.006) : 0), 0);
        return 0.8 * hands + (time > 0.03 ? 0.55 * Math.exp(-(time - 0.03) / 0.09) : 0);
      });
    }),
  3,
);

function cymbal(name: string, seconds: number, level: { metal: number; air: number }, low: number): Instrument {
  return percussion(
    name,
    ({ rate, random, pitch }) =>
      mono(seconds * 3.2, rate, (out) => {
        const tune = 2 ** ((pitch - 60) / 12);
        for (const ratio of [2.0, 3.01, 4.16, 5.43, 6.79, 8.21]) {
          const step = (1050 * ratio * tune * random.range(0.98, 1.02)) / rate;
          const fade = Math.exp(-1 / (rate * seconds * 0.8));
          let shape = 1;
          for (let index = 0; index < out.length; index++) {
            out[index] = (out[index] as number) + (level.metal / 6) * sineAt(step * index + 0.35 * sineAt(step * 0.37 * index)) * shape;
            shape *= fade;
          }
        }
        noise(out, random, rate, low, 15000, (time) => level.air * Math.exp(-time / seconds) * Math.min(1, time / 0.0006));
      }),
    3,
  );
}

export const closedHat = cymbal("closed-hat", 0.035, { metal: 0.35, air: 0.9 }, 7000);
export const openHat = cymbal("open-hat", 0.19, { metal: 0.3, air: 0.7 }, 6500);
export const ride = cymbal("ride", 0.75, { metal: 0.55, air: 0.16 }, 5000);
export const crash = cymbal("crash", 1.1, { metal: 0.35, air: 0.7 }, 3500);

function breathy(name: string, seconds: number, low: number, high: number, shape: (time: number) => number): Instrument {
  return percussion(name, ({ rate, random }) => mono(seconds, rate, (out) => noise(out, random, rate, low, high, shape)), 4);
}

const pulseAt = (time: number, attack: number, decay: number): number =>
  Math.min(1, time / attack) * Math.exp(-Math.max(0, time - attack) / decay);

export const shaker = breathy("shaker", 0.16, 4500, 11000, (time) => pulseAt(time, 0.018, 0.028));
export const brushTap = breathy("brush-tap", 0.3, 900, 6500, (time) => pulseAt(time, 0.004, 0.045));
export const brushSweep = breathy("brush-sweep", 0.6, 1600, 6000, (time) => 0.5 * Math.sin(Math.PI * Math.min(1, time / 0.5)) ** 1.5);
export const chipNoise = breathy("chip-noise", 0.22, 2500, 14000, (time) => Math.exp(-time / 0.04));

function tapped(name: string, partials: readonly (readonly [hertz: number, gain: number, decay: number])[], knock: number): Instrument {
  return percussion(name, ({ rate, random, pitch }) =>
    mono(Math.max(...partials.map((partial) => partial[2])) * 6, rate, (out) => {
      const tune = 2 ** ((pitch - 60) / 12);
      for (const [hertz, gain, decay] of partials) {
        const step = (2 * Math.PI * hertz * tune) / rate;
        for (let index = 0; index < out.length; index++) {
          out[index] = (out[index] as number) + gain * Math.sin(step * index) * Math.exp(-index / (rate * decay)) * Math.min(1, index / 24);
        }
      }
      noise(out, random, rate, 800, 6000, (time) => knock * Math.exp(-time / 0.004));
    }),
  );
}

export const rim = tapped(
  "rim",
  [
    [1720, 0.5, 0.02],
    [468, 0.4, 0.03],
  ],
  0.6,
);
export const woodBlock = tapped(
  "wood-block",
  [
    [880, 0.7, 0.035],
    [1490, 0.3, 0.02],
  ],
  0.25,
);
export const conga = tapped(
  "conga",
  [
    [210, 0.8, 0.11],
    [332, 0.25, 0.05],
  ],
  0.3,
);
export const tom = tapped(
  "tom",
  [
    [98, 0.9, 0.17],
    [151, 0.25, 0.08],
  ],
  0.25,
);
export const triangleBell = tapped(
  "triangle",
  [
    [4180, 0.25, 0.5],
    [6310, 0.2, 0.35],
    [8730, 0.1, 0.25],
  ],
  0.05,
);

/** A worn record under the whole track: hiss, and now and then a crackle. */
export const vinyl: Instrument = (rate) => (sound, bus) => {
  const end = Math.min(bus.left.length, sound.start + sound.length);
  let state = sound.seed | 1;
  let [left, right, smooth] = [0, 0, 0];
  for (let index = sound.start; index < end; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const white = state * 4.6566e-10;
    smooth += 0.25 * (white - smooth);
    if ((state & 0x3fff) === 0x1234) left = white * 6;
    if ((state & 0x3fff) === 0x0321) right = -white * 6;
    left *= 1 - 9000 / rate / 2;
    right *= 1 - 9000 / rate / 2;
    bus.left[index] = (bus.left[index] as number) + (smooth * 0.18 + left) * sound.velocity;
    bus.right[index] = (bus.right[index] as number) + (smooth * 0.15 - white * 0.03 + right) * sound.velocity;
  }
};

/** A swell of noise into a new section. */
export const riser: Instrument = (rate) => (sound, bus) => {
  const tone = silence(sound.length);
  let state = sound.seed | 1;
  let [l, r] = [0, 0];
  for (let index = 0; index < sound.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const progress = index / sound.length;
    const open = Math.min(0.9, 0.02 + 0.4 * progress * progress * (44100 / rate));
    l += open * (state * 4.6566e-10 - l);
    r += open * (((state << 9) ^ state) * 4.6566e-10 - r);
    const level = progress ** 2.5 * Math.min(1, (1 - progress) * 60) * sound.velocity;
    tone.left[index] = l * level;
    tone.right[index] = r * level;
  }
  const end = Math.min(sound.length, bus.left.length - sound.start);
  for (let index = 0; index < end; index++) {
    bus.left[sound.start + index] = (bus.left[sound.start + index] as number) + (tone.left[index] as number);
    bus.right[sound.start + index] = (bus.right[sound.start + index] as number) + (tone.right[index] as number);
  }
};

export const kits = {
  house: kick("house-kick", { base: 47, top: 170, fall: 0.028, decay: 0.36, click: 0.25, drive: 1.5 }),
  soft: kick("soft-kick", { base: 50, top: 85, fall: 0.03, decay: 0.3, click: 0.1, drive: 1.2 }),
  tight: kick("tight-kick", { base: 52, top: 230, fall: 0.018, decay: 0.2, click: 0.4, drive: 1.9 }),
  deep: kick("deep-kick", { base: 42, top: 90, fall: 0.035, decay: 0.42, click: 0.08, drive: 1.4 }),
  chip: kick("chip-kick", { base: 60, top: 420, fall: 0.022, decay: 0.13, click: 0.05, drive: 2.5 }),
};

export const snares = {
  dusty: snare("dusty-snare", { hertz: 188, body: 0.06, rattle: 0.085, low: 700, high: 5200, mix: 0.75 }),
  gated: snare("gated-snare", { hertz: 172, body: 0.1, rattle: 0.17, low: 500, high: 8000, mix: 0.9 }),
  crisp: snare("crisp-snare", { hertz: 215, body: 0.055, rattle: 0.075, low: 1200, high: 11000, mix: 0.95 }),
  chip: snare("chip-snare", { hertz: 240, body: 0.03, rattle: 0.07, low: 1500, high: 13000, mix: 1.1 }),
};
