/** The last step: steady loudness, and no sample above the ceiling. */
import { decibels, type Stereo } from "./audio.ts";
import { highpass } from "./effects.ts";
import { integratedLoudness } from "./loudness.ts";

/** Leaves room for what lies between the samples after a lossy codec. */
const ceiling = decibels(-1.5);
/** Peaks from here on are bent softly towards the ceiling. */
const knee = decibels(-4.5);
const block = 64;

/** Gain that brings a peak under the ceiling: none below the knee, a smooth curve above it. */
function gainFor(peak: number): number {
  if (peak <= knee) return 1;
  const room = ceiling - knee;
  const over = (peak - knee) / room;
  return (knee + (room * over) / (1 + over)) / peak;
}

/** Needed gain of each block, then what a listener accepts: quick falls spread over 6 ms ahead, recovery over 150 ms. */
function gainCurve({ left, right }: Stereo, rate: number): Float32Array {
  const blocks = Math.ceil(left.length / block);
  const needed = new Float32Array(blocks + 1).fill(1);
  for (let index = 0; index < blocks; index++) {
    let peak = 0;
    const end = Math.min(left.length, (index + 1) * block);
    for (let at = index * block; at < end; at++) peak = Math.max(peak, Math.abs(left[at] as number), Math.abs(right[at] as number));
    needed[index] = gainFor(peak);
  }
  const edges = new Float32Array(blocks + 1);
  for (let edge = 0; edge <= blocks; edge++) edges[edge] = Math.min(needed[edge] as number, edge > 0 ? (needed[edge - 1] as number) : 1);
  const recovery = 1 - Math.exp(-block / (0.15 * rate));
  for (let edge = 1; edge <= blocks; edge++) {
    const before = edges[edge - 1] as number;
    edges[edge] = Math.min(edges[edge] as number, before + (1 - before) * recovery);
  }
  for (let edge = blocks - 1; edge >= 0; edge--) edges[edge] = Math.min(edges[edge] as number, (edges[edge + 1] as number) + 0.06);
  return edges;
}

function limit(mix: Stereo, rate: number): void {
  const curve = gainCurve(mix, rate);
  for (let at = 0; at < mix.left.length; at += block) {
    const from = curve[at / block] as number;
    const slope = ((curve[at / block + 1] as number) - from) / block;
    const end = Math.min(mix.left.length, at + block);
    for (let index = at; index < end; index++) {
      const gain = from + slope * (index - at);
      mix.left[index] = (mix.left[index] as number) * gain;
      mix.right[index] = (mix.right[index] as number) * gain;
    }
  }
}

function scale(mix: Stereo, gain: number): void {
  for (const channel of [mix.left, mix.right]) {
    for (let index = 0; index < channel.length; index++) channel[index] = (channel[index] as number) * gain;
  }
}

/** In place. Limiting takes a little loudness away, so it is given back once before the limiter. */
export function master(mix: Stereo, rate: number, loudness: number): void {
  highpass(mix.left, rate, 24);
  highpass(mix.right, rate, 24);
  const measured = integratedLoudness(mix, rate, 2);
  if (Number.isFinite(measured)) scale(mix, decibels(loudness + 0.6 - measured));
  limit(mix, rate);
}

/** Both ends reach zero: 3 ms in, `seconds` out. */
export function fadeEnds({ left, right }: Stereo, rate: number, seconds: number): void {
  const attack = Math.round(0.003 * rate);
  const release = Math.min(left.length, Math.round(seconds * rate));
  for (const channel of [left, right]) {
    for (let index = 0; index < attack; index++) channel[index] = ((channel[index] as number) * index) / attack;
    for (let index = 0; index < release; index++) {
      const at = channel.length - 1 - index;
      const place = index / release;
      channel[at] = (channel[at] as number) * place * place * (3 - 2 * place);
    }
  }
}
