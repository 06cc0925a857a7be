/** Another number of samples a second, by a windowed sinc: what the sound card takes is not always what a track has. */
import type { Samples } from "./decode.ts";

/** Samples of the track on either side that each sample of the output is made of. */
const reach = 16;

export class Resampler {
  /** Samples of the track for each of the output. */
  readonly #step: number;
  /** What lies above this share of the track's samples a second would be heard as something else. */
  readonly #cutoff: number;
  #held: Float32Array[] = [];
  /** Place of the first sample that is held. */
  #first = 0;
  #next: number;

  /** @param next the first sample of the output that is wanted */
  constructor(from: number, to: number, next: number) {
    this.#step = from / to;
    this.#cutoff = Math.min(1, to / from);
    this.#next = next;
  }

  /** Where in the track it wants to begin. */
  static firstNeeded(from: number, to: number, next: number): number {
    return Math.max(0, Math.floor((next * from) / to) - reach);
  }

  /** @returns samples of the output, of as much as is known by now */
  push({ first, channels }: Samples): Float32Array[] {
    if (this.#held.length === 0) this.#first = first;
    this.#held = channels.map((channel, index) => join(this.#held[index], channel));
    const known = this.#first + (this.#held[0]?.length ?? 0);
    const until = Math.max(this.#next, Math.floor((known - 1 - reach) / this.#step));
    const made = this.#make(until);
    const needless = Math.floor(this.#next * this.#step) - reach - this.#first;
    if (needless > 0) {
      this.#held = this.#held.map((channel) => channel.slice(needless));
      this.#first += needless;
    }
    return made;
  }

  /** The rest, before silence. @param until the output's length */
  finish(until: number): Float32Array[] {
    return this.#make(Math.max(this.#next, until));
  }

  #make(until: number): Float32Array[] {
    const made = this.#held.map(() => new Float32Array(until - this.#next));
    for (let index = this.#next; index < until; index++) {
      const centre = index * this.#step;
      const from = Math.floor(centre) - reach + 1;
      for (let at = from; at < from + 2 * reach; at++) {
        const weight = this.#weigh(at - centre);
        for (const [channel, samples] of made.entries())
          samples[index - this.#next] = (samples[index - this.#next] ?? 0) + weight * (this.#held[channel]?.[at - this.#first] ?? 0);
      }
    }
    this.#next = until;
    return made;
  }

  /** A sinc under a Hann window. */
  #weigh(distance: number): number {
    const angle = Math.PI * distance * this.#cutoff;
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
    return this.#cutoff * sinc * 0.5 * (1 + Math.cos((Math.PI * distance) / reach));
  }
}

function join(one: Float32Array | undefined, other: Float32Array): Float32Array {
  if (!one) return other;
  const joined = new Float32Array(one.length + other.length);
  joined.set(one);
  joined.set(other, one.length);
  return joined;
}
