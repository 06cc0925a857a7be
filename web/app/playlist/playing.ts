/** Playing a playlist: which of its items go into the queue, and where it begins. */
import { untracked } from "@preact/signals";
import type { PlaylistItem } from "../../../domain/playlist/schema.ts";
import type { QueueItem } from "../../engine/types.ts";
import { controls } from "../player/controls.ts";
import { currentItem, playContextId, wantsToPlay } from "../player/player.ts";
import { trackIdOf } from "./list/order.ts";
import { eachTrack } from "./tracks.ts";

type Items = readonly Pick<PlaylistItem, "uid" | "uri">[];

/** Those that can be played, as far as is known: what is not known yet, the engine finds out when its turn comes. */
export function queueItems(items: Items): (Omit<QueueItem, "uid"> & { entry: string })[] {
  const find = untracked(eachTrack);
  return items.flatMap(({ uid, uri }) => {
    const id = trackIdOf(uri);
    const known = find(id);
    if (known === "gone" || known?.is_playable === false) return [];
    return [{ trackId: known?.id ?? id, entry: uid, duration: (known?.duration_ms ?? 0) / 1000, albumId: known?.album.id ?? "" }];
  });
}

export function playlistIsPlaying(id: string): boolean {
  return playContextId.value === id && wantsToPlay.value;
}

type Item = Items[number];

/** Of what another device plays no more is known than the track. */
function isOf(item: QueueItem | undefined, { uid, uri }: Item): boolean {
  return item?.entry === undefined ? item?.trackId === trackIdOf(uri) : item.entry === uid;
}

export function entryIsCurrent(id: string, item: Item): boolean {
  return playContextId.value === id && isOf(currentItem.value, item);
}

/** @param from the item where it begins; else the first that can be played */
export function playPlaylist(id: string, items: Items, from?: string): void {
  const queue = queueItems(items);
  const start = from === undefined ? 0 : queue.findIndex(({ entry }) => entry === from);
  if (queue.length > 0 && start >= 0) controls.playQueue(queue, start, { type: "playlist", id });
}

export function togglePlaylist(id: string, items: Items): void {
  if (playContextId.peek() === id) controls.toggle();
  else playPlaylist(id, items);
}

export function toggleEntry(id: string, items: Items, uid: string): void {
  const item = items.find((each) => each.uid === uid);
  if (item && playContextId.peek() === id && isOf(currentItem.peek(), item)) controls.toggle();
  else playPlaylist(id, items, uid);
}

export function playShuffled(id: string, items: Items): void {
  const queue = queueItems(items);
  if (queue.length === 0) return;
  controls.playQueue(queue, Math.floor(Math.random() * queue.length), { type: "playlist", id }, { shuffled: true });
}
