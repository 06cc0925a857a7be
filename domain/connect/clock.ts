/** A device's idea of the server's clock, from samples of question and answer (as NTP, RFC 5905, section 8, has it). */

/** Times in milliseconds: `sent` and `received` by the device's own clock, `server` by the server's. */
export type ClockSample = { sent: number; server: number; received: number };

/** Samples that are looked at; older ones know nothing of how the clock drifts. */
export const samplesKept = 12;
/** By so much of the time since it was taken a sample is doubted more: clocks run apart by less. */
const driftRate = 100e-6;

export type ClockEstimate = {
  samples: readonly ClockSample[];
  /** What to add to the device's clock; undefined before the first answer. */
  offset: number | undefined;
  /** Half of the round trip: when it was taken, the error was no larger. */
  error: number;
};

export const unknownClock: ClockEstimate = { samples: [], offset: undefined, error: Number.POSITIVE_INFINITY };

export function withSample(estimate: ClockEstimate, sample: ClockSample): ClockEstimate {
  const samples = [...estimate.samples, sample].slice(-samplesKept);
  // The quickest answer knows best: whatever delays one way more than the other delays it least.
  const doubt = (each: ClockSample) => roundTrip(each) / 2 + (sample.received - each.received) * driftRate;
  const best = samples.reduce((surest, other) => (doubt(other) <= doubt(surest) ? other : surest), sample);
  return { samples, offset: best.server - (best.sent + best.received) / 2, error: roundTrip(best) / 2 };
}

/** How fast two clocks run apart at most: quartz does no worse than a few parts in a hundred thousand; bad ones in ten thousand. */
const drift = 200e-6;

/**
 * Samples taken anew know of drift what older ones don't, unless the network was so busy that they know nothing well.
 * @param ageMs how much older the older ones are
 */
export function betterOf(older: ClockEstimate, newer: ClockEstimate, ageMs: number): ClockEstimate {
  return newer.error <= older.error + ageMs * drift ? newer : older;
}

function roundTrip({ sent, received }: ClockSample): number {
  return received - sent;
}
