/** How a device keeps in time with a jam: where it is to be, and what it does about being elsewhere. */
import { positionAt } from "./anchor.ts";
import type { Entry } from "./queue.ts";
import type { Anchor } from "./schema.ts";

/** `before`: what was current before that; of what was queued the session tells no more once it is over. */
type Told = { anchor: Anchor; before?: Entry | undefined; current: Entry | null; next: readonly Entry[] };

/** `position_ms` into the entry `uid`. */
export type Place = { uid: string; position_ms: number };

/** In milliseconds; undefined where it is not known. */
type DurationOf = (entry: Entry) => number | undefined;

/**
 * Devices join tracks without being told: what was current when the anchor was set may be over by now.
 * @returns undefined where nothing plays (any more)
 */
export function placeAt({ anchor, current, next }: Told, durationOf: DurationOf, now: number): Place | undefined {
  let position = positionAt(anchor, now);
  for (const entry of [...(current ? [current] : []), ...next]) {
    const duration = durationOf(entry);
    if (duration === undefined || position < duration || anchor.rate === 0) return { uid: entry.uid, position_ms: position };
    position -= duration;
  }
  return undefined;
}

/**
 * How far ahead of where it should be a device is that sounds at `place`, milliseconds: on the line of all tracks, for at a join it may
 * still be in the one before, or in the one after already. @returns undefined where it sounds something else
 */
export function aheadOf({ anchor, before, current, next }: Told, durationOf: DurationOf, place: Place, now: number): number | undefined {
  const line = [...(before ? [before] : []), ...(current ? [current] : []), ...next];
  let begins = before ? -(durationOf(before) ?? Number.NaN) : 0;
  const candidates: number[] = [];
  for (const [index, entry] of line.entries()) {
    if (before && index === 1) begins = 0;
    if (entry.uid === place.uid) candidates.push(begins + place.position_ms - positionAt(anchor, now));
    begins += durationOf(entry) ?? Number.NaN;
  }
  // Whoever went back finds what was before also as what comes next.
  const [nearest] = candidates.filter((ahead) => !Number.isNaN(ahead)).toSorted((one, other) => Math.abs(one) - Math.abs(other));
  return nearest;
}

/** Milliseconds that are left as they are: two devices may be off to either side, and their clocks besides, and 50 is what may come of it. */
export const toleratedOffsetMs = 12;
/** What is further off is moved at once; what is nearer runs a little faster or slower, which nobody hears either. */
export const furthestBendMs = 250;
const bend = 0.05;

export type Correction = { kind: "none" } | { kind: "leap" } | { kind: "bend"; rate: number; ms: number };

/**
 * @param aheadMs how far ahead of its place it sounds
 * @param doubtMs as far as its clock may be wrong and is still being asked for: whoever sounds does not move on a guess
 */
export function correctionOf(aheadMs: number, doubtMs = 0): Correction {
  const off = Math.abs(aheadMs);
  if (off <= Math.max(toleratedOffsetMs, doubtMs)) return { kind: "none" };
  if (off > furthestBendMs) return { kind: "leap" };
  return { kind: "bend", rate: aheadMs > 0 ? 1 - bend : 1 + bend, ms: off / bend };
}
