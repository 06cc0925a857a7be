/** What the queue shows: what was, what is, what comes, and where a moved entry lands. Pure. */
import type { QueueItem } from "../../engine/types.ts";

export type QueueView = {
  earlier: readonly QueueItem[];
  current: QueueItem | undefined;
  next: readonly QueueItem[];
  /** Of those, first of all, what the listener may put in order; all of them where this page keeps the queue by itself. */
  queued: readonly QueueItem[];
  /** What comes behind them as the album or playlist has it. */
  following: readonly QueueItem[];
  /** Seconds of music in `next`. */
  remaining: number;
};

export function viewQueue(queue: readonly QueueItem[], index: number): QueueView {
  const next = queue.slice(index + 1);
  return {
    earlier: index > 0 ? queue.slice(0, index) : [],
    current: queue[index],
    next,
    queued: next.filter(isQueued),
    following: next.filter((item) => !isQueued(item)),
    remaining: next.reduce((sum, item) => sum + item.duration, 0),
  };
}

function isQueued({ source }: QueueItem): boolean {
  return source === undefined || source === "queue";
}

/**
 * Where an entry lands that was dragged by so many pixels: over whole rows, kept within the list.
 * @returns its new place in the list
 */
export function dropPlace(place: number, dragged: number, rowHeight: number, count: number): number {
  if (rowHeight <= 0) return place;
  return Math.min(count - 1, Math.max(0, place + Math.round(dragged / rowHeight)));
}

/** By how many rows an entry makes way while another hangs over it: −1, 0 or 1. */
export function makesWay(place: number, from: number, to: number): -1 | 0 | 1 {
  if (place > from && place <= to) return -1;
  return place < from && place >= to ? 1 : 0;
}
