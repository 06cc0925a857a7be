/** The queue: what plays, what comes next, in which order. Pure transitions. */
import type { PlayContext, QueueItem, RepeatMode } from "./types.ts";

export type Queue = {
  /** In play order. */
  items: readonly QueueItem[];
  /** Of the current entry; −1 when there is none. */
  index: number;
  /** The uids in the order that the listener chose, to which switching shuffle off returns. */
  order: readonly string[];
  shuffle: boolean;
  repeat: RepeatMode;
  context: PlayContext | undefined;
};

export const emptyQueue: Queue = { items: [], index: -1, order: [], shuffle: false, repeat: "off", context: undefined };

export function currentOf(queue: Queue): QueueItem | undefined {
  return queue.items[queue.index];
}

/** A fresh queue that keeps the modes. With shuffle on, the entry started from comes first. @param random in [0, 1) */
export function replaced(
  queue: Queue,
  items: readonly QueueItem[],
  startIndex: number,
  context: PlayContext | undefined,
  random: () => number,
): Queue {
  const index = items.length === 0 ? -1 : Math.min(Math.max(0, startIndex), items.length - 1);
  const fresh: Queue = { ...queue, items, index, order: items.map(({ uid }) => uid), shuffle: false, context };
  return queue.shuffle ? withShuffle(fresh, true, random) : fresh;
}

/** A queue that is kept elsewhere, where it is shuffled too. */
export function given(queue: Queue, items: readonly QueueItem[], uid: string, context: PlayContext | undefined): Queue {
  const index = items.findIndex((item) => item.uid === uid);
  return { ...queue, items, index, order: items.map((item) => item.uid), shuffle: false, context };
}

/**
 * Index of the entry that follows.
 * @param manual the listener asked for it: repeating one track does not hold them
 */
export function nextIndex(queue: Queue, manual: boolean, from: number = queue.index): number | undefined {
  if (from < 0) return undefined;
  if (queue.repeat === "one" && !manual) return from;
  if (from + 1 < queue.items.length) return from + 1;
  return queue.repeat === "off" || queue.items.length === 0 ? undefined : 0;
}

/** What plays after the current entry if nobody interferes. */
export function upcoming(queue: Queue, count: number, isPlayable: (item: QueueItem) => boolean): QueueItem[] {
  const items: QueueItem[] = [];
  let index = nextIndex(queue, false);
  for (let step = 0; index !== undefined && items.length < count && step < queue.items.length; step++) {
    const item = queue.items[index];
    if (item && isPlayable(item)) items.push(item);
    index = nextIndex(queue, false, index);
  }
  return items;
}

export function previousIndex(queue: Queue): number | undefined {
  if (queue.index > 0) return queue.index - 1;
  return queue.repeat === "off" || queue.items.length === 0 ? undefined : queue.items.length - 1;
}

export function movedTo(queue: Queue, index: number): Queue {
  return index in queue.items ? { ...queue, index } : queue;
}

/** Puts entries after the one numbered `after`, in play order and in the listener's own order. */
function inserted(queue: Queue, items: readonly QueueItem[], after: number): Queue {
  const anchor = queue.items[after]?.uid;
  const position = anchor === undefined ? queue.order.length : queue.order.indexOf(anchor) + 1;
  return {
    ...queue,
    items: queue.items.toSpliced(after + 1, 0, ...items),
    order: queue.order.toSpliced(position, 0, ...items.map(({ uid }) => uid)),
    index: queue.index < 0 && items.length > 0 ? 0 : queue.index,
  };
}

/** Right after the current entry. */
export function withNext(queue: Queue, items: readonly QueueItem[]): Queue {
  return inserted(queue, items, queue.index);
}

/** At the end. */
export function withLast(queue: Queue, items: readonly QueueItem[]): Queue {
  const longer = inserted(queue, items, queue.items.length - 1);
  return { ...longer, order: [...queue.order, ...items.map(({ uid }) => uid)] };
}

/** When the current entry goes, the one after it is current; after the last, the one before. */
export function without(queue: Queue, uid: string): Queue {
  const at = queue.items.findIndex((item) => item.uid === uid);
  if (at < 0) return queue;
  const items = queue.items.toSpliced(at, 1);
  const index = at < queue.index ? queue.index - 1 : Math.min(queue.index, items.length - 1);
  return { ...queue, items, index, order: queue.order.filter((entry) => entry !== uid) };
}

/** Moves an entry to `toIndex` of the play order; what is current stays so. */
export function moved(queue: Queue, uid: string, toIndex: number): Queue {
  const at = queue.items.findIndex((item) => item.uid === uid);
  const item = queue.items[at];
  if (!item) return queue;
  const to = Math.min(Math.max(0, toIndex), queue.items.length - 1);
  const items = queue.items.toSpliced(at, 1).toSpliced(to, 0, item);
  const current = currentOf(queue);
  const index = items.findIndex((entry) => entry.uid === current?.uid);
  return { ...queue, items, index, order: queue.shuffle ? queue.order : items.map((entry) => entry.uid) };
}

/** On: the current entry first, the others at random (Fisher–Yates). Off: the listener's own order. */
export function withShuffle(queue: Queue, shuffle: boolean, random: () => number): Queue {
  if (shuffle === queue.shuffle) return queue;
  const current = currentOf(queue);
  if (!current) return { ...queue, shuffle };
  if (!shuffle) {
    const rank = new Map(queue.order.map((uid, position) => [uid, position]));
    const items = queue.items.toSorted((a, b) => (rank.get(a.uid) ?? 0) - (rank.get(b.uid) ?? 0));
    return { ...queue, items, index: items.indexOf(current), shuffle };
  }
  const others = queue.items.filter((item) => item !== current);
  for (let last = others.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [others[last], others[other]];
    if (a && b) [others[last], others[other]] = [b, a];
  }
  return { ...queue, items: [current, ...others], index: 0, shuffle };
}

export function withRepeat(queue: Queue, repeat: RepeatMode): Queue {
  return { ...queue, repeat };
}
