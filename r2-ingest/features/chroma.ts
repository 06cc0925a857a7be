/** Which pitch classes sound, whatever their octave. */
import { Series } from "./series.ts";
import { Spectrum, WindowCutter } from "./spectrum.ts";
import { Decimator } from "./decimate.ts";
import { sampleRate as givenRate } from "./frames.ts";

const sampleRate = givenRate / 2;
const windowSize = 4096;
const hop = 1024;
/** Windows a second: a third of a second of sound each, so that neighbouring semitones of a bass can be told apart. */
export const chromaRate = sampleRate / hop;

/** Steps a semitone: instruments are not always tuned to 440 Hz. */
const stepsPerSemitone = 5;
const stepCount = 12 * stepsPerSemitone;
const lowest = 40;
const highest = 3500;
/** Below it a peak is a bass note's fundamental, mostly. */
const bassEnd = 200;
/** Above it a peak is an overtone, mostly: it counts for less. */
const overtones = 1000;
const overtoneWeight = 0.3;

/** One row of 12 pitch classes from C a window, tuned as the recording is. */
export type Chroma = { all: Series; bass: Series; /** Semitones above 440 Hz, −0.5 to 0.5. */ tuning: number };

export class ChromaAnalyser {
  readonly #all = new Series(stepCount);
  readonly #bass = new Series(stepCount);
  readonly #spectrum = new Spectrum(windowSize);
  readonly #cutter = new WindowCutter(windowSize, hop, (window) => this.#look(window));
  readonly #decimator = new Decimator();
  /** Sum of the peaks' deviations from the nearest pitch, each a vector on a circle that is a semitone round. */
  #deviation = { x: 0, y: 0 };

  /** @param samples mono, at 22,050 Hz */
  add(samples: Float32Array): void {
    this.#cutter.add(this.#decimator.add(samples));
  }

  finish(): Chroma {
    this.#cutter.finish();
    const tuning = Math.atan2(this.#deviation.y, this.#deviation.x) / (2 * Math.PI);
    return { all: foldRows(this.#all, tuning), bass: foldRows(this.#bass, tuning), tuning };
  }

  /**
   * Harmonic pitch class profile: spectral peaks, their frequency refined by a parabola, weighted by magnitude: Gómez, "Tonal description
   * of polyphonic audio for music content processing", INFORMS Journal on Computing 18(3), 2006.
   */
  #look(window: Float32Array): void {
    const power = this.#spectrum.powerOf(window);
    const [all, bass] = [new Float32Array(stepCount), new Float32Array(stepCount)];
    const last = Math.floor((highest * windowSize) / sampleRate);
    for (let bin = Math.ceil((lowest * windowSize) / sampleRate); bin <= last; bin++) {
      const middle = power[bin] ?? 0;
      if (middle < audible || middle <= (power[bin - 1] ?? 0) || middle < (power[bin + 1] ?? 0)) continue;
      const frequency = ((bin + peakOffset(power, bin)) * sampleRate) / windowSize;
      const weight = Math.sqrt(middle) * (frequency > overtones ? overtoneWeight : 1);
      // As MIDI counts semitones, A being 440 Hz; 0 is a C.
      const pitch = 12 * Math.log2(frequency / 440) + 69;
      const step = Math.round(pitch * stepsPerSemitone);
      all[step % stepCount] = (all[step % stepCount] ?? 0) + weight;
      if (frequency < bassEnd) bass[step % stepCount] = (bass[step % stepCount] ?? 0) + weight;
      this.#deviation.x += weight * Math.cos(2 * Math.PI * pitch);
      this.#deviation.y += weight * Math.sin(2 * Math.PI * pitch);
    }
    this.#all.add(all);
    this.#bass.add(bass);
  }
}

/** Power of a peak that is heard: −90 dB of a sine at full scale. */
const audible = 1e-9;

/** Where the top of the parabola through three levels lies, in bins from the middle one. */
function peakOffset(power: Float32Array, bin: number): number {
  const below = Math.log((power[bin - 1] ?? 0) + 1e-12);
  const middle = Math.log((power[bin] ?? 0) + 1e-12);
  const above = Math.log((power[bin + 1] ?? 0) + 1e-12);
  return (0.5 * (below - above)) / (below - 2 * middle + above);
}

function foldRows(fine: Series, tuning: number): Series {
  const rows = new Series(12);
  for (let row = 0; row < fine.rows; row++) rows.add(fold(fine.row(row), tuning));
  return rows;
}

/** Each step counts for the pitch class within half a semitone, the nearer the more. */
function fold(fine: Float32Array, tuning: number): Float32Array {
  const chroma = new Float32Array(12);
  for (let step = 0; step < fine.length; step++) {
    const value = fine[step] ?? 0;
    if (value === 0) continue;
    const pitch = step / stepsPerSemitone - tuning;
    const nearest = Math.round(pitch);
    const weight = Math.cos((pitch - nearest) * Math.PI) ** 2;
    chroma[(nearest + 12) % 12] = (chroma[(nearest + 12) % 12] ?? 0) + value * weight;
  }
  return chroma;
}
