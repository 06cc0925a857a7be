/** How strongly something begins, frame by frame. */
import { fact, frameRate, type Frames } from "./frames.ts";
import { deviationOf, movingMean, smooth } from "./statistics.ts";

/** Seconds around a frame that it is compared with: what rises all the time is no onset. */
const surroundings = 1;
/** Standard deviation of the smoothing, in seconds: two notes of a chord begin together. */
const blur = 0.02;

/**
 * Spectral flux without its local mean, in units of its own deviation: Ellis, "Beat tracking by dynamic programming", Journal of New
 * Music Research 36(1), 2007, section 3.2.
 */
export function onsetEnvelope(frames: Frames, column: typeof fact.flux | typeof fact.lowFlux = fact.flux): Float32Array {
  const flux = smooth(frames.facts.column(column), blur * frameRate);
  const mean = movingMean(flux, Math.round((surroundings / 2) * frameRate));
  const rise = flux.map((value, index) => Math.max(0, value - (mean[index] ?? 0)));
  const deviation = deviationOf(rise);
  return deviation === 0 ? rise : rise.map((value) => value / deviation);
}
