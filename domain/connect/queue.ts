/**
 * What plays, what comes next, what came before: the tracks of a context in their order of play, before them what the listener
 * queued, behind them what goes on by itself.
 */
import { connectLimits } from "./limits.ts";
import type { Repeat } from "./schema.ts";
import { shuffledOrder } from "./shuffle.ts";

/** `uid` names the entry, `uri` what it plays. A track may stand in several entries. */
export type Entry = { uid: string; uri: string };

export type EntrySource = "context" | "queue" | "autoplay";

export type Queue = {
  /** Counts the changes of this queue. */
  revision: number;
  /** null: tracks without a context. */
  context: string | null;
  /** Tells this playing of the context from every other: its entries are named by it. */
  name: string;
  /** The context's tracks as they stand there. */
  uris: readonly string[];
  /** How they are shuffled; null: as they stand. `first`: the index of what played when shuffling began. */
  shuffle: { seed: number; first: number } | null;
  repeat: Repeat;
  /** Place in the order of play of the context's track that plays or played last. */
  place: number;
  /** What plays; null: nothing. */
  current: (Entry & { source: EntrySource }) | null;
  /** What the listener queued, first to come first. */
  queued: readonly Entry[];
  /** What comes when the context is over. */
  autoplay: readonly Entry[];
};

export const emptyQueue: Queue = {
  revision: 0,
  context: null,
  name: "context",
  uris: [],
  shuffle: null,
  repeat: "off",
  place: 0,
  current: null,
  queued: [],
  autoplay: [],
};

/** Of contexts that are at hand: ten thousand tracks take a while to shuffle, and the order is asked for several times a change. */
const orders = new WeakMap<readonly string[], { shuffle: Queue["shuffle"]; order: readonly number[] }>();

/** Indices of the context's tracks in their order of play. */
export function orderOf({ uris, shuffle }: Pick<Queue, "uris" | "shuffle">): readonly number[] {
  const known = orders.get(uris);
  if (known && known.shuffle?.seed === shuffle?.seed && known.shuffle?.first === shuffle?.first) return known.order;
  const order = shuffle ? shuffledOrder(uris.length, shuffle.seed, shuffle.first) : uris.map((_uri, index) => index);
  orders.set(uris, { shuffle, order });
  return order;
}

/** What a playing of a context is called. @param seed of the command that began it */
export function nameOfPlaying(seed: number): string {
  return seed.toString(36);
}

/**
 * An entry of a context is named by its playing, so that what is said of it is true of no later one, and by its index: it stays the
 * same entry however the rest is ordered.
 */
export function contextUid(name: string, index: number): string {
  return `${name}-${index}`;
}

function contextEntry({ name, uris }: Pick<Queue, "name" | "uris">, index: number | undefined): (Entry & { source: "context" }) | null {
  const uri = index === undefined ? undefined : uris[index];
  return index === undefined || uri === undefined ? null : { uid: contextUid(name, index), uri, source: "context" };
}

function changed(queue: Queue, change: Partial<Queue>): Queue {
  return { ...queue, ...change, revision: queue.revision + 1 };
}

/** A context, or tracks, from one of them on. What the listener queued stays; so do shuffling and repeating. @param seed of the command, and of the name @param order seed of the order, if it is shuffled */
export function playContext(
  queue: Queue,
  context: string | null,
  uris: readonly string[],
  first: number,
  seed: number,
  order: number = seed,
): Queue {
  const shuffle = queue.shuffle && { seed: order, first };
  const next = { name: nameOfPlaying(seed), uris, shuffle };
  return changed(queue, {
    context,
    ...next,
    place: shuffle ? 0 : first,
    current: contextEntry(next, first),
    autoplay: [],
    repeat: queue.repeat === "track" ? "off" : queue.repeat,
  });
}

/** `over`: a track came to its end by itself. `skip`: somebody wants the next one. */
export type Advance = "over" | "skip";

/** @returns the queue at its next entry; `current` is null when all is over, and `place` then is the beginning */
export function advance(queue: Queue, how: Advance): Queue {
  if (queue.repeat === "track" && how === "over" && queue.current) return changed(queue, {});
  const [queued, ...rest] = queue.queued;
  if (queued) return changed(queue, { current: { ...queued, source: "queue" }, queued: rest });
  const order = orderOf(queue);
  if (queue.current?.source !== "autoplay" && queue.place + 1 < order.length)
    return changed(queue, { place: queue.place + 1, current: contextEntry(queue, order[queue.place + 1]) });
  if (queue.repeat === "context" && order.length > 0) return changed(queue, { place: 0, current: contextEntry(queue, order[0]) });
  const [further, ...others] = queue.autoplay;
  if (further) return changed(queue, { current: { ...further, source: "autoplay" }, autoplay: others });
  return changed(queue, { place: 0, current: null });
}

/** What would come; null: nothing. */
export function peek(queue: Queue, how: Advance): Entry | null {
  return advance(queue, how).current;
}

/** To an entry that comes, or came before in the context; what else was queued stays. @returns undefined when it is not there */
export function goTo(queue: Queue, uid: string): Queue | undefined {
  const queued = queue.queued.find((entry) => entry.uid === uid);
  if (queued) return changed(queue, { current: { ...queued, source: "queue" }, queued: queue.queued.filter((entry) => entry !== queued) });
  const further = queue.autoplay.findIndex((entry) => entry.uid === uid);
  const entry = queue.autoplay[further];
  if (entry) return changed(queue, { current: { ...entry, source: "autoplay" }, autoplay: queue.autoplay.slice(further + 1) });
  const place = orderOf(queue).findIndex((index) => contextUid(queue.name, index) === uid);
  return place < 0 ? undefined : changed(queue, { place, current: contextEntry(queue, orderOf(queue)[place]) });
}

/** Back by one in the order of play; from a queued track to the context's own. At the beginning it stays. */
export function retreat(queue: Queue): Queue {
  const order = orderOf(queue);
  const wrapped = queue.repeat === "context" ? order.length - 1 : 0;
  const back = queue.place > 0 ? queue.place - 1 : wrapped;
  const place = queue.current?.source === "context" ? back : queue.place;
  return changed(queue, { place, current: contextEntry(queue, order[place]) ?? queue.current });
}

/** The entry at hand stays, whatever the order becomes. */
export function setShuffle(queue: Queue, on: boolean, seed: number): Queue {
  if (on === (queue.shuffle !== null)) return queue;
  const index = orderOf(queue)[queue.place] ?? 0;
  return on ? changed(queue, { shuffle: { seed, first: index }, place: 0 }) : changed(queue, { shuffle: null, place: index });
}

export function setRepeat(queue: Queue, repeat: Repeat): Queue {
  return repeat === queue.repeat ? queue : changed(queue, { repeat });
}

/** @param id of the command: the uids that it makes are always the same @returns undefined when there is no room */
export function enqueue(queue: Queue, uris: readonly string[], id: string): Queue | undefined {
  if (queue.queued.length + uris.length > connectLimits.queued) return undefined;
  return changed(queue, { queued: [...queue.queued, ...uris.map((uri, index) => ({ uid: `${id}-${index}`, uri }))] });
}

/** @returns undefined when one of them is not there */
export function moveQueued(queue: Queue, uid: string, after: string | null): Queue | undefined {
  const entry = queue.queued.find((queued) => queued.uid === uid);
  if (!entry || after === uid) return undefined;
  const others = queue.queued.filter((queued) => queued !== entry);
  const at = after === null ? 0 : others.findIndex((queued) => queued.uid === after) + 1;
  if (after !== null && at === 0) return undefined;
  return changed(queue, { queued: others.toSpliced(at, 0, entry) });
}

/** Those that are there. */
export function removeQueued(queue: Queue, uids: readonly string[]): Queue {
  const gone = new Set(uids);
  const queued = queue.queued.filter(({ uid }) => !gone.has(uid));
  return queued.length === queue.queued.length ? queue : changed(queue, { queued });
}

/** What of a queue is told: the current entry, what came before it in the context, and what comes. */
export type QueueWindow = {
  revision: number;
  context: string | null;
  shuffle: boolean;
  repeat: Repeat;
  current: (Entry & { source: EntrySource }) | null;
  previous: Entry[];
  next: (Entry & { source: EntrySource })[];
};

export function windowOf(queue: Queue): QueueWindow {
  const order = orderOf(queue);
  const entries = (from: number, until: number) =>
    order.slice(Math.max(0, from), Math.max(0, until)).flatMap((index) => contextEntry(queue, index) ?? []);
  const isOver = queue.current === null || queue.current.source === "autoplay";
  // Repeated, the context begins anew behind its end.
  const wrapped = queue.repeat === "context" && !isOver ? entries(0, queue.place) : [];
  const next = [
    ...queue.queued.slice(0, connectLimits.windowAfter).map((entry) => ({ ...entry, source: "queue" as const })),
    ...(isOver ? [] : entries(queue.place + 1, queue.place + 1 + connectLimits.windowAfter)),
    ...wrapped,
    ...queue.autoplay.slice(0, connectLimits.windowAfter).map((entry) => ({ ...entry, source: "autoplay" as const })),
  ];
  const played = queue.current?.source === "context" ? queue.place : queue.place + 1;
  return {
    revision: queue.revision,
    context: queue.context,
    shuffle: queue.shuffle !== null,
    repeat: queue.repeat,
    current: queue.current,
    previous: entries(played - connectLimits.windowBefore, played).map(({ uid, uri }) => ({ uid, uri })),
    next: next.slice(0, connectLimits.windowAfter),
  };
}
