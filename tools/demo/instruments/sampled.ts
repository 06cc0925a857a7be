/** Instruments that are struck or plucked: each pitch is computed once a dynamic and then played back, faded where it is let go. */
import { type Stereo, addInto } from "../mix/audio.ts";
import { type Random, seeded } from "../random.ts";
import type { Instrument } from "./instrument.ts";

export interface Strike {
  pitch: number;
  /** 0–1: how hard. */
  force: number;
  rate: number;
  random: Random;
  /** Seconds that can be heard at most. */
  seconds: number;
}

export interface SampledOptions {
  name: string;
  strike: (strike: Strike) => Stereo;
  /** Seconds from letting go to silence; absent: it rings out by itself. */
  release?: number;
  /** Dynamics to compute. */
  layers?: number;
  /** Different takes of the same note, so that repetitions do not sound mechanical. */
  takes?: number;
  /** Kept from track to track: for what sounds the same in all of them and is small. */
  isKept?: boolean;
}

function addReleased(bus: Float32Array, source: Float32Array, at: number, gain: number, gate: number, release: number): void {
  addInto(bus, source, at, gain, gate);
  const end = Math.min(source.length, gate + release, bus.length - at);
  for (let index = gate; index < end; index++) {
    const left = 1 - (index - gate) / release;
    bus[at + index] = (bus[at + index] as number) + (source[index] as number) * gain * left * left;
  }
}

/** The next of 0.75, 1.5, 3 … seconds: a few lengths only, so that notes can share what was computed. */
function audibleSeconds(gate: number, release: number | undefined, rate: number): number {
  return release === undefined ? Number.POSITIVE_INFINITY : 0.75 * 2 ** Math.max(0, Math.ceil(Math.log2((gate / rate + release) / 0.75)));
}

export function sampled({ name, strike, release, layers = 3, takes = 1, isKept = false }: SampledOptions): Instrument {
  const kept = new Map<number, Map<string, Stereo>>();
  return (rate) => {
    const cache = (isKept ? kept.get(rate) : undefined) ?? new Map<string, Stereo>();
    if (isKept) kept.set(rate, cache);
    return (sound, bus) => {
      const layer = Math.min(layers - 1, Math.floor(sound.velocity * layers));
      const source = `${name}/${sound.pitch}/${layer}/${sound.seed % takes}`;
      const seconds = audibleSeconds(sound.length, release, rate);
      const key = `${source}/${seconds}`;
      const tone = cache.get(key) ?? strike({ pitch: sound.pitch, force: (layer + 0.7) / layers, rate, random: seeded(source), seconds });
      cache.set(key, tone);
      const gate = release === undefined ? tone.left.length : sound.length;
      const tail = Math.ceil((release ?? 0) * rate);
      addReleased(bus.left, tone.left, sound.start, sound.velocity * sound.left, gate, tail);
      addReleased(bus.right, tone.right, sound.start, sound.velocity * sound.right, gate, tail);
    };
  };
}
