/** A felted upright: stiff strings in pairs, a soft hammer, and a prompt sound that gives way to a slow aftersound. */
import { type Stereo, silence } from "../mix/audio.ts";
import { frequency } from "../score/theory.ts";
import { addKnock, addMode, fadeEnd } from "./modal.ts";
import { type Strike, sampled } from "./sampled.ts";

/** Hammer position as a part of the string: partials with a node there are missing. */
const strikePoint = 0.12;

function strikePiano(strike: Strike, softness: number): Stereo {
  const { pitch, force, rate, random } = strike;
  const hertz = frequency(pitch);
  const stiffness = 0.00028 * 2 ** ((pitch - 48) / 10);
  const ring = Math.min(7, 9 * 2 ** (-(pitch - 40) / 16));
  const tone = silence(Math.ceil(Math.min(5, ring, strike.seconds) * rate));
  const bright = (900 + 3800 * force * force) * softness;
  const partials = Math.min(28, Math.floor(9000 / hertz) + 1);
  const position = Math.max(-0.35, Math.min(0.35, (pitch - 62) / 60));
  for (let n = 1; n <= partials; n++) {
    const partial = n * hertz * Math.sqrt(1 + stiffness * n * n);
    const shape = Math.abs(Math.sin(Math.PI * n * strikePoint)) / n ** 0.85;
    const level = 0.55 * shape * Math.exp(-partial / bright) * random.range(0.85, 1.15);
    if (level < 0.0004) continue;
    const gains: [number, number] = [level * (1 - position), level * (1 + position)];
    const decay = ring / (1 + 0.22 * (n - 1));
    addMode(tone, rate, partial, gains, decay * 0.4, 0.15 * n ** 0.5);
    addMode(tone, rate, partial * 1.0002, [gains[0] * 0.28, gains[1] * 0.28], decay, 0.35 + 0.1 * n ** 0.5);
  }
  addKnock(tone, strike, 0.09 * force, 500 + 900 * force, 0.012);
  return fadeEnd(tone, rate);
}

export const feltPiano = sampled({ name: "felt", strike: (strike) => strikePiano(strike, 0.62), release: 0.35 });
export const brightPiano = sampled({ name: "upright", strike: (strike) => strikePiano(strike, 1.1), release: 0.22 });
