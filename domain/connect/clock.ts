/**
 * A device's idea of the server's clock, from questions and answers. An answer bounds it from both sides: the server's clock was read
 * after the question was sent and before the answer was there. All that was answered holds at once, so what is believed is what the
 * bounds have in common (Marzullo's intersection, as RFC 5905, section 11.2.1, has it for servers). Times in milliseconds.
 */

/** `sent` and `received` by the device's own clock, `server` by the server's. */
export type ClockSample = { sent: number; server: number; received: number };

/** How fast two clocks run apart at most: quartz does no worse than a few parts in a hundred thousand; bad ones in ten thousand. */
const drift = 200e-6;
/** The server tells whole milliseconds, and leaves out what is left over. */
const leftOutMs = 1;

/** A few questions after one another, and again after a while. */
export const clockRound = {
  /** Questions of a round. */
  samples: 5,
  /** Where they leave it more unsure than `sureMs`, more are asked, so many in all. */
  atMost: 20,
  sureMs: 15,
  /** From an answer to the next question. */
  everyMs: 150,
  /** From a round to the next: each wakes the session. */
  againMs: 300_000,
  /** The same where several sound at once. */
  againInJamMs: 30_000,
} as const;

export type ClockEstimate = {
  /** What is to be added to the device's clock lies between these, as of `at` by the device's clock. */
  least: number;
  most: number;
  at: number;
  /** Questions answered in this round. */
  taken: number;
  /** Whether it is as well known as it is going to be. */
  isSure: boolean;
};

export const unknownClock: ClockEstimate = {
  least: Number.NEGATIVE_INFINITY,
  most: Number.POSITIVE_INFINITY,
  at: 0,
  taken: 0,
  isSure: false,
};

/** Connected anew: what the server says by itself was read before it was received, and a round begins with it. */
export function withGreeting(estimate: ClockEstimate, { server, received }: Omit<ClockSample, "sent">): ClockEstimate {
  const greeted = withBounds(estimate, { least: server - received, most: Number.POSITIVE_INFINITY }, received);
  return newRound({ ...greeted, isSure: errorOf(greeted, received) <= clockRound.sureMs });
}

export function withSample(estimate: ClockEstimate, { sent, server, received }: ClockSample): ClockEstimate {
  const narrowed = withBounds(estimate, { least: server - received, most: server + leftOutMs - sent }, received);
  const taken = { ...narrowed, taken: estimate.taken + 1 };
  return { ...taken, isSure: taken.isSure || errorOf(taken, received) <= clockRound.sureMs || isOver(taken) };
}

export function newRound(estimate: ClockEstimate): ClockEstimate {
  return { ...estimate, taken: 0 };
}

/** @returns milliseconds from an answer to the next question of this round; undefined: it is over */
export function nextQuestion(estimate: ClockEstimate): number | undefined {
  return isOver(estimate) ? undefined : clockRound.everyMs;
}

/** @returns what to add to the device's clock; undefined before anything was heard */
export function offsetOf({ least, most }: ClockEstimate): number | undefined {
  if (Number.isFinite(most)) return (least + most) / 2;
  return Number.isFinite(least) ? least : undefined;
}

/** @param now by the device's clock @returns by how much that may be off at most */
export function errorOf(estimate: ClockEstimate, now: number): number {
  const { least, most } = widened(estimate, now);
  return (most - least) / 2;
}

/** @returns milliseconds that nobody moves for, since it may be the clock that is wrong */
export function doubtOf(estimate: ClockEstimate, now: number): number {
  return estimate.isSure ? 0 : errorOf(estimate, now);
}

type Bounds = Pick<ClockEstimate, "least" | "most">;

function withBounds(estimate: ClockEstimate, told: Bounds, at: number): ClockEstimate {
  const known = widened(estimate, at);
  const both = { least: Math.max(known.least, told.least), most: Math.min(known.most, told.most) };
  // What contradicts what is known tells of a clock that leapt, or stood still while the machine slept.
  return both.least <= both.most ? { ...estimate, ...both, at } : { ...unknownClock, ...told, at };
}

function isOver(estimate: ClockEstimate): boolean {
  const { samples, sureMs, atMost } = clockRound;
  return estimate.taken >= (errorOf(estimate, estimate.at) <= sureMs ? samples : atMost);
}

function widened({ least, most, at }: ClockEstimate, now: number): Bounds {
  const apart = Math.max(0, now - at) * drift;
  return { least: least - apart, most: most + apart };
}
