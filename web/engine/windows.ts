/** Which bytes to ask for next: pure. */

/** Longer files come in windows of this size, so that a listener who leaves has not fetched an hour of audio. */
export const windowBytes = 8 * 1024 * 1024;
/** What is left over after a window is taken along up to this size: a request costs more than these bytes. */
const remainderBytes = 1024 * 1024;

/** @returns the end (exclusive) of the request that begins at `from` in a file of `bytes` */
export function windowEnd(from: number, bytes: number): number {
  return bytes - from <= windowBytes + remainderBytes ? bytes : from + windowBytes;
}

export type Wanted = { from: number; until: number };
export type Running = { position: number; until: number };
export type RequestPlan = { kind: "nothing" } | { kind: "keep" } | { kind: "start"; from: number; until: number };

/**
 * @param missing the first byte wanted that is not held
 * @param held the first byte after `missing` that is held
 * @param patience bytes that arrive in about one round trip: within that distance, waiting is quicker than asking again
 */
export function planRequest(wanted: Wanted, missing: number, held: number, running: Running | undefined, patience: number): RequestPlan {
  if (missing >= wanted.until) return { kind: "nothing" };
  if (running && running.position <= missing && missing < running.until && missing - running.position <= patience) return { kind: "keep" };
  return { kind: "start", from: missing, until: Math.min(wanted.until, held) };
}

/** Chromium's audio SourceBuffer holds about 12 MiB; these two stay well below together. */
const behindBytes = 3 * 1024 * 1024;
const aheadBytes = 6 * 1024 * 1024;

/** Seconds of audio to keep behind and ahead of the playhead. */
export function bufferSpan(bytesPerSecond: number): { behind: number; ahead: number } {
  return { behind: Math.min(30, behindBytes / bytesPerSecond), ahead: Math.min(600, aheadBytes / bytesPerSecond) };
}
