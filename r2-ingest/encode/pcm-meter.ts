/** What can be seen in the samples themselves: peaks for the waveform, clipping, silence, two channels that are one. */

/** Peaks are kept for stretches of this many samples until the whole length is known. */
const stretch = 64;
/** Full scale, but for half a step of 16 bits. */
const fullScale = 32_766.5 / 32_768;
/** As many samples in a row at full scale are a flattened peak, not a high one. */
const flatRun = 3;

export type PcmFacts = {
  samples: number;
  sampleRate: number;
  channels: number;
  /** Peak magnitude of each 64 samples, 0–1 (above 1 where decoding overshoots). */
  peaks: Float32Array;
  /** Flattened peaks: runs of at least three samples at full scale. */
  clippedRuns: number;
  /** Energy of the difference of two channels over that of their sum; undefined for mono. */
  sideRatio: number | undefined;
};

export class PcmMeter {
  readonly #sampleRate: number;
  #peaks = new Float32Array(1 << 16);
  #samples = 0;
  #channels = 0;
  #clippedRuns = 0;
  #runs = new Uint32Array(2);
  #side = 0;
  #mid = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** @param planes one array of samples a channel, equally long */
  add(planes: readonly Float32Array[]): void {
    const length = planes[0]?.length ?? 0;
    this.#channels = planes.length;
    this.#reserve(this.#samples + length);
    for (const [channel, plane] of planes.entries()) this.#scan(plane, channel);
    const [left, right] = planes;
    if (left && right) this.#compare(left, right);
    this.#samples += length;
  }

  facts(): PcmFacts {
    return {
      samples: this.#samples,
      sampleRate: this.#sampleRate,
      channels: this.#channels,
      peaks: this.#peaks.slice(0, Math.ceil(this.#samples / stretch)),
      clippedRuns: this.#clippedRuns,
      sideRatio: this.#channels < 2 ? undefined : this.#mid === 0 ? (this.#side === 0 ? 0 : 1) : this.#side / this.#mid,
    };
  }

  #scan(plane: Float32Array, channel: number): void {
    const peaks = this.#peaks;
    const start = this.#samples;
    let run = this.#runs[channel] ?? 0;
    for (let index = 0; index < plane.length; index++) {
      const magnitude = Math.abs(plane[index] ?? 0);
      const slot = ((start + index) / stretch) | 0;
      if (magnitude > (peaks[slot] ?? 0)) peaks[slot] = magnitude;
      if (magnitude >= fullScale) {
        if (++run === flatRun) this.#clippedRuns++;
      } else run = 0;
    }
    this.#runs[channel] = run;
  }

  #compare(left: Float32Array, right: Float32Array): void {
    let side = 0;
    let mid = 0;
    for (let index = 0; index < left.length; index++) {
      const a = left[index] ?? 0;
      const b = right[index] ?? 0;
      side += (a - b) * (a - b);
      mid += (a + b) * (a + b);
    }
    this.#side += side;
    this.#mid += mid;
  }

  #reserve(samples: number): void {
    const needed = Math.ceil(samples / stretch);
    if (needed <= this.#peaks.length) return;
    const larger = new Float32Array(Math.max(needed, this.#peaks.length * 2));
    larger.set(this.#peaks);
    this.#peaks = larger;
  }
}

/** Silence at both ends in seconds. @param threshold magnitude below which is silence */
export function edgesOfSilence(facts: PcmFacts, threshold: number): { leading: number; trailing: number } {
  const seconds = stretch / facts.sampleRate;
  const first = facts.peaks.findIndex((peak) => peak >= threshold);
  if (first < 0) return { leading: facts.samples / facts.sampleRate, trailing: facts.samples / facts.sampleRate };
  const last = facts.peaks.findLastIndex((peak) => peak >= threshold);
  return { leading: first * seconds, trailing: (facts.peaks.length - 1 - last) * seconds };
}

/** @returns the peak of each of `count` equal stretches as 0–255 (full scale) */
export function waveform(peaks: Float32Array, count = 400): Uint8Array {
  return Uint8Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * peaks.length) / count));
    let peak = 0;
    for (let at = from; at < to; at++) peak = Math.max(peak, peaks[at] ?? 0);
    return Math.min(255, Math.round(peak * 255));
  });
}
