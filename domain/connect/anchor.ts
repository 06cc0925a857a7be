/** Where playback is, told by a point and a rate: nothing has to be sent while it goes on. */
import type { Anchor } from "./schema.ts";

/** @param now by the same clock as the anchor's `at` @returns milliseconds into the track, never before its beginning */
export function positionAt({ position_ms, at, rate }: Anchor, now: number): number {
  return Math.max(0, position_ms + (now - at) * rate);
}

/** The same line from another point on: playback is where it would be, and goes on at `rate`. */
export function reanchor(anchor: Anchor, now: number, rate: number = anchor.rate): Anchor {
  return { position_ms: positionAt(anchor, now), at: now, rate };
}

/** How far apart two of them are at a time, milliseconds. */
export function driftBetween(one: Anchor, other: Anchor, now: number): number {
  return Math.abs(positionAt(one, now) - positionAt(other, now));
}
