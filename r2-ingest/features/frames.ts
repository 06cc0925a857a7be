/** What is heard at each moment, 86 times a second: the material of onsets, timbre, loudness and speech. */
import { Cepstrum, MelBands } from "./mel.ts";
import { Series } from "./series.ts";
import { Spectrum, WindowCutter } from "./spectrum.ts";

export const sampleRate = 22_050;
const windowSize = 1024;
export const hop = 256;
/** Frames a second. */
export const frameRate = sampleRate / hop;

const bandCount = 40;
/** Bands below about 150 Hz: kick drums and basses. */
const lowBands = 3;
export const cepstrumSize = 13;
/** Power below which a band is silent: −80 dB of a sine at full scale. */
const silentPower = 1e-8;

/** Columns of `facts`. */
export const fact = { power: 0, flux: 1, lowFlux: 2, flatness: 3, centroid: 4, crossings: 5, lowShare: 6 } as const;
const factCount = Object.keys(fact).length;

export type Frames = {
  /** One row a frame, see `fact`. */
  facts: Series;
  /** Mel-frequency cepstrum over levels in dB. */
  cepstra: Series;
};

export class FrameAnalyser implements Frames {
  readonly facts = new Series(factCount);
  readonly cepstra = new Series(cepstrumSize);
  readonly #spectrum = new Spectrum(windowSize);
  readonly #mel = new MelBands({ bands: bandCount, low: 30, high: 10_000, sampleRate, windowSize });
  readonly #cepstrum = new Cepstrum(bandCount, cepstrumSize);
  readonly #cutter = new WindowCutter(windowSize, hop, (window) => this.#look(window));
  readonly #bands = new Float32Array(bandCount);
  #levels = new Float32Array(bandCount);
  #former = new Float32Array(bandCount).fill(10 * Math.log10(silentPower));
  readonly #row = new Float32Array(factCount);

  /** @param samples mono, at `sampleRate` */
  add(samples: Float32Array): void {
    this.#cutter.add(samples);
  }

  finish(): void {
    this.#cutter.finish();
  }

  #look(window: Float32Array): void {
    const power = this.#spectrum.powerOf(window);
    this.#mel.sum(power, this.#bands);
    for (let band = 0; band < bandCount; band++) this.#levels[band] = 10 * Math.log10(Math.max(this.#bands[band] ?? 0, silentPower));
    const row = this.#row;
    this.#measureWindow(window, row);
    measureSpectrum(power, row);
    this.#measureRise(row);
    this.facts.add(row);
    this.cepstra.add(this.#cepstrum.of(this.#levels));
    [this.#levels, this.#former] = [this.#former, this.#levels];
  }

  #measureWindow(window: Float32Array, row: Float32Array): void {
    const from = (windowSize - hop) / 2;
    let [energy, crossings] = [0, 0];
    for (let index = from; index < from + hop; index++) {
      const value = window[index] ?? 0;
      energy += value * value;
      if (value < 0 !== (window[index - 1] ?? 0) < 0) crossings++;
    }
    row[fact.power] = energy / hop;
    row[fact.crossings] = crossings / hop;
  }

  /** Rise of each band's level since the frame before, falls left out: Ellis, "Beat tracking by dynamic programming", 2007, section 3.2. */
  #measureRise(row: Float32Array): void {
    let [flux, low] = [0, 0];
    for (let band = 0; band < bandCount; band++) {
      const rise = (this.#levels[band] ?? 0) - (this.#former[band] ?? 0);
      if (rise <= 0) continue;
      flux += rise;
      if (band < lowBands) low += rise;
    }
    row[fact.flux] = flux / bandCount;
    row[fact.lowFlux] = low / lowBands;
  }
}

/**
 * Spectral flatness (geometric over arithmetic mean of the power) and centroid in Hz: Peeters, "A large set of audio features for sound
 * description", Ircam 2004. The low share is that of power below 200 Hz.
 */
function measureSpectrum(power: Float32Array, row: Float32Array): void {
  let [sum, weighted, low, logarithms, product] = [0, 0, 0, 0, 1];
  const lowEnd = Math.round((200 * windowSize) / sampleRate);
  for (let bin = 1; bin < power.length; bin++) {
    const value = (power[bin] ?? 0) + 1e-12;
    sum += value;
    weighted += value * bin;
    if (bin <= lowEnd) low += value;
    product *= value;
    // One logarithm for many bins: it is the dearest thing in here.
    if (product < 1e-200 || bin === power.length - 1) {
      logarithms += Math.log(product);
      product = 1;
    }
  }
  const bins = power.length - 1;
  row[fact.flatness] = Math.exp(logarithms / bins) / (sum / bins);
  row[fact.centroid] = ((weighted / sum) * sampleRate) / windowSize;
  row[fact.lowShare] = low / sum;
}
