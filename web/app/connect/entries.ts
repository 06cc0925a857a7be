/** Entries of a session's queue as the engine and the pages have them, and contexts by their names in both. */
import type { QueueView } from "../../../domain/connect/hub.ts";
import type { Entry } from "../../../domain/connect/queue.ts";
import type { GivenQueue, PlayContext, QueueItem } from "../../engine/types.ts";
import type { NewItem } from "../player/controls.ts";

/** What this page knows of tracks beyond their ids. */
export type KnownItems = (uid: string, trackId: string) => Omit<NewItem, "trackId">;

export function trackIdOf({ uri }: Pick<Entry, "uri">): string {
  return uri.split(":")[2] ?? "";
}

export function trackUri({ trackId }: Pick<QueueItem, "trackId">): string {
  return `nearfield:track:${trackId}`;
}

/** What came before, what plays, what comes: each entry once, also where a repeated context begins anew. */
export function itemsOf({ previous, current, next }: QueueView, known: KnownItems): QueueItem[] {
  const later = new Set([...(current ? [current] : []), ...next].map(({ uid }) => uid));
  const earlier = previous.filter(({ uid }) => !later.has(uid)).map((entry) => ({ ...entry, source: "context" as const }));
  return [...earlier, ...(current ? [current] : []), ...next].map((entry) => {
    const trackId = trackIdOf(entry);
    return { ...known(entry.uid, trackId), uid: entry.uid, trackId, source: entry.source };
  });
}

export function queueOf(queue: QueueView, known: KnownItems): GivenQueue {
  return { items: itemsOf(queue, known), context: contextOf(queue.context) };
}

const saved = "songs";

export function contextOf(uri: string | null): PlayContext | undefined {
  const [, type, id = ""] = uri?.split(":") ?? [];
  if (type === "album" || type === "artist" || type === "playlist") return { type, id };
  return type === "collection" ? { type, id: saved } : undefined;
}

/** @param account of the listener @returns undefined where sessions know no such context */
export function contextUri({ type, id }: PlayContext, account: string): string | undefined {
  if (type === "album" || type === "artist" || type === "playlist") return `nearfield:${type}:${id}`;
  return type === "collection" && id === saved ? `nearfield:collection:${account}` : undefined;
}
