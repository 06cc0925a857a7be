/** Short-time spectra: a stream of samples cut into overlapping windows, each with its power by frequency. */
import FFT from "fft.js";

/** Cuts a stream into windows of `size` samples every `hop` samples; the first is centred on the first sample. */
export class WindowCutter {
  readonly #size: number;
  readonly #hop: number;
  readonly #take: (window: Float32Array) => void;
  readonly #held: Float32Array;
  #count: number;

  /** @param take is given the same array each time */
  constructor(size: number, hop: number, take: (window: Float32Array) => void) {
    this.#size = size;
    this.#hop = hop;
    this.#take = take;
    this.#held = new Float32Array(size);
    this.#count = size / 2;
  }

  add(samples: Float32Array): void {
    for (let from = 0; from < samples.length;) {
      const room = Math.min(this.#size - this.#count, samples.length - from);
      this.#held.set(samples.subarray(from, from + room), this.#count);
      this.#count += room;
      from += room;
      if (this.#count < this.#size) return;
      this.#take(this.#held);
      this.#held.copyWithin(0, this.#hop);
      this.#count = this.#size - this.#hop;
    }
  }

  /** Silence follows, until the last window is centred on the last sample. */
  finish(): void {
    this.add(new Float32Array(this.#size / 2));
  }
}

export class Spectrum {
  readonly #fft: FFT;
  readonly #taper: Float32Array;
  readonly #windowed: Float32Array;
  readonly #complex: Float64Array;
  readonly #power: Float32Array;

  /** @param size samples a window, a power of two */
  constructor(size: number) {
    this.#fft = new FFT(size);
    // Hann's window, scaled so that a sine at full scale has power 1 in its bin.
    this.#taper = Float32Array.from({ length: size }, (_, index) => ((1 - Math.cos((2 * Math.PI * index) / size)) * 2) / size);
    this.#windowed = new Float32Array(size);
    this.#complex = new Float64Array(size * 2);
    this.#power = new Float32Array(size / 2 + 1);
  }

  /** @returns power of the bins from 0 Hz to half the sample rate; the same array each time */
  powerOf(window: Float32Array): Float32Array {
    const windowed = this.#windowed;
    for (let index = 0; index < windowed.length; index++) windowed[index] = (window[index] ?? 0) * (this.#taper[index] ?? 0);
    const complex = this.#complex;
    this.#fft.realTransform(complex, windowed);
    const power = this.#power;
    for (let bin = 0; bin < power.length; bin++) {
      const real = complex[bin * 2] ?? 0;
      const imaginary = complex[bin * 2 + 1] ?? 0;
      power[bin] = real * real + imaginary * imaginary;
    }
    return power;
  }
}

/**
 * Autocorrelation by the Wiener–Khinchin theorem.
 * @returns lags 0 to `length − 1`, each divided by the number of products in it, so that long lags are not weaker by counting
 */
export function autocorrelate(signal: Float32Array, length: number): Float32Array {
  const size = 2 ** Math.ceil(Math.log2(signal.length + length));
  const fft = new FFT(size);
  const input = new Float64Array(size * 2);
  for (const [index, value] of signal.entries()) input[index * 2] = value;
  const spectrum = new Float64Array(size * 2);
  fft.transform(spectrum, input);
  for (let bin = 0; bin < size; bin++) {
    const real = spectrum[bin * 2] ?? 0;
    const imaginary = spectrum[bin * 2 + 1] ?? 0;
    input[bin * 2] = real * real + imaginary * imaginary;
    input[bin * 2 + 1] = 0;
  }
  fft.inverseTransform(spectrum, input);
  return Float32Array.from({ length }, (_, lag) => (spectrum[lag * 2] ?? 0) / Math.max(1, signal.length - lag));
}
