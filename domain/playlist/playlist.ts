/** A playlist at one revision, and how a change leads from one to the next. */
import { ItemList } from "./item-list.ts";
import type { Change, PlaylistDetails, PlaylistSnapshot } from "./schema.ts";
import { Tombstones } from "./tombstones.ts";

export type Playlist = { revision: number; details: PlaylistDetails; items: ItemList; tombstones: Tombstones };

export function playlistOf({ revision, details, items }: PlaylistSnapshot): Playlist {
  return { revision, details, items: new ItemList(items), tombstones: new Tombstones() };
}

export function copyOf(playlist: Playlist): Playlist {
  return {
    ...playlist,
    items: new ItemList(playlist.items.inOrder()),
    tombstones: new Tombstones(playlist.tombstones.entries()),
  };
}

export function snapshotOf({ revision, details, items }: Playlist): PlaylistSnapshot {
  return { revision, details, items: [...items.inOrder()] };
}

/**
 * Applies the next change to a playlist, in place.
 * @throws RangeError when the change was not made for this state, which is then no longer one to keep
 */
export function applyChange(playlist: Playlist, { removed, moved, inserted, described }: Change): void {
  const { items, tombstones } = playlist;
  for (const run of removed) {
    for (const { uid } of run.items) tombstones.bury(uid, run.after);
    items.remove(run.items.map(({ uid }) => uid));
  }
  for (const { uids, after } of moved) items.move(uids, after);
  for (const run of inserted) {
    for (const { uid } of run.items) tombstones.raise(uid);
    items.insert(run.after, run.items);
  }
  if (described) playlist.details = { ...playlist.details, ...described.after };
  playlist.revision += 1;
}

/** What takes a change back, of the state that it led to. */
export function inverseOf({ removed, moved, inserted, described }: Change): Change {
  return {
    removed: inserted.toReversed(),
    moved: moved.toReversed().map(({ uids, from, after }) => ({ uids, from: after, after: from })),
    inserted: removed.toReversed(),
    ...(described && { described: { before: described.after, after: described.before } }),
  };
}

export function isEmpty({ removed, moved, inserted, described }: Change): boolean {
  return removed.length === 0 && moved.length === 0 && inserted.length === 0 && !described;
}
