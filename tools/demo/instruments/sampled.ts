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
}

function addReleased(bus: Float32Array, source: Float32Array, at: number, gain: number, gate: number, release: number): void {
  addInto(bus, source, at, gain, gate);
  const end = Math.min(source.length, gate + release, bus.length - at);
  for (let index = gate; index < end; index++) {
    const left = 1 - (index - gate) / release;
    bus[at + index] = (bus[at + index] as number) + (source[index] as number) * gain * left * left;
  }
}

export function sampled({ name, strike, release, layers = 3, takes = 1 }: SampledOptions): Instrument {
  return (rate) => {
    const cache = new Map<string, Stereo>();
    return (sound, bus) => {
      const layer = Math.min(layers - 1, Math.floor(sound.velocity * layers));
      const key = `${name}/${sound.pitch}/${layer}/${sound.seed % takes}`;
      let tone = cache.get(key);
      if (!tone) {
        tone = strike({ pitch: sound.pitch, force: (layer + 0.7) / layers, rate, random: seeded(key) });
        cache.set(key, tone);
      }
      const gate = release === undefined ? tone.left.length : sound.length;
      const tail = Math.ceil((release ?? 0) * rate);
      addReleased(bus.left, tone.left, sound.start, sound.velocity * sound.left, gate, tail);
      addReleased(bus.right, tone.right, sound.start, sound.velocity * sound.right, gate, tail);
    };
  };
}
