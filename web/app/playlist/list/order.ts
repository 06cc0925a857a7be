/** Where each item of a list stands: what selecting, dragging and playing ask for. Pure. */
import type { PlaylistItem } from "../../../../domain/playlist/schema.ts";

export type Order = {
  uids: readonly string[];
  /** −1: it is not there. */
  indexOf: (uid: string) => number;
};

export function orderOf(items: readonly Pick<PlaylistItem, "uid">[]): Order {
  const uids = items.map(({ uid }) => uid);
  const places = new Map(uids.map((uid, index) => [uid, index]));
  return { uids, indexOf: (uid) => places.get(uid) ?? -1 };
}

const trackPrefix = "nearfield:track:";

/** @param uri as items have it */
export function trackIdOf(uri: string): string {
  return uri.slice(trackPrefix.length);
}
