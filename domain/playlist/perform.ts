/** What becomes of an operation on a playlist: a change, or a refusal that says why. */
import { Draft } from "./draft.ts";
import { playlistLimits } from "./limits.ts";
import { undoable } from "./history.ts";
import { inverseOf, type Playlist } from "./playlist.ts";
import { rearrange } from "./rearrange.ts";
import type { Change, NewItem, Operation, PictureOperation, PlaylistDetails, PlaylistItem, PlaylistSnapshot } from "./schema.ts";

export type RefusalCode = "invalid_request" | "conflict" | "unprocessable" | "not_found" | "forbidden";
export type Refusal = { code: RefusalCode; message: string; field?: string };
export type Outcome = { change: Change; refusal?: undefined } | { refusal: Refusal; change?: undefined };

/** Operations that need nothing but the playlist as it is. */
export type DirectOperation = Exclude<Operation, { type: "undo" | "restore" }> | PictureOperation;

/** Who asks, and when (milliseconds since 1970). */
export type Author = { by: string; at: number };

/** Carries an operation out, in place. Refused, it leaves the playlist as it was. */
export function perform(playlist: Playlist, operation: DirectOperation, author: Author): Outcome {
  switch (operation.type) {
    case "add":
      return add(playlist, operation, author);
    case "remove": {
      const draft = new Draft(playlist);
      draft.remove(operation.uids);
      return { change: draft.finish() };
    }
    case "move":
      return move(playlist, operation);
    case "replace":
      return replace(playlist, operation.items, author);
    case "picture":
      return describe(playlist, { image: operation.image });
    case "describe":
    default:
      return describe(playlist, givenDetails(operation));
  }
}

type Anchor = string | null | undefined;

/** @param skipped items that it can't be, because they move @returns undefined when nobody knows the place */
function resolveAnchor(playlist: Playlist, after: Anchor, skipped?: ReadonlySet<string>): string | null | undefined {
  const { items, tombstones } = playlist;
  let at = typeof after === "string" ? tombstones.resolve(after, (uid) => items.has(uid)) : after === null ? null : items.last;
  while (typeof at === "string" && skipped?.has(at)) at = items.before(at);
  return at;
}

const unknownPlace: Refusal = { code: "conflict", field: "after", message: "Nobody knows the item that this should stand behind." };
const publicAndCollaborative: Refusal = {
  code: "invalid_request",
  field: "collaborative",
  message: "A public playlist can't be collaborative.",
};
const tooMany: Refusal = { code: "unprocessable", field: "items", message: `A playlist holds at most ${playlistLimits.items} items.` };
const uidTaken: Refusal = { code: "conflict", field: "items", message: "That uid names another item already." };

function add(playlist: Playlist, { items, after }: Extract<Operation, { type: "add" }>, author: Author): Outcome {
  const uids = new Set(items.map(({ uid }) => uid));
  if (uids.size < items.length || items.some(({ uid }) => playlist.items.has(uid))) return { refusal: uidTaken };
  if (playlist.items.size + items.length > playlistLimits.items) return { refusal: tooMany };
  const anchor = resolveAnchor(playlist, after);
  if (anchor === undefined) return { refusal: unknownPlace };
  const draft = new Draft(playlist);
  draft.insert(itemsOf(items, author), anchor);
  return { change: draft.finish() };
}

function itemsOf(items: readonly NewItem[], { by, at }: Author): PlaylistItem[] {
  return items.map(({ uid, uri }) => ({ uid, uri, added_by: by, added_at: at }));
}

/** Moves those that are still there. */
function move(playlist: Playlist, { uids, after }: Extract<Operation, { type: "move" }>): Outcome {
  const moving = new Set(uids.filter((uid) => playlist.items.has(uid)));
  const anchor = resolveAnchor(playlist, after, moving);
  if (anchor === undefined) return { refusal: unknownPlace };
  const draft = new Draft(playlist);
  draft.move([...moving], anchor);
  return { change: draft.finish() };
}

function replace(playlist: Playlist, wanted: readonly NewItem[], author: Author): Outcome {
  if (new Set(wanted.map(({ uid }) => uid)).size < wanted.length) return { refusal: uidTaken };
  const present = wanted.map(({ uid }) => playlist.items.get(uid));
  if (present.some((item, index) => item && item.uri !== wanted[index]?.uri)) return { refusal: uidTaken };
  const draft = new Draft(playlist);
  rearrange(draft, playlist.items, itemsOf(wanted, author));
  return { change: draft.finish() };
}

/** Fields that were not given may come as undefined. */
function givenDetails(operation: Extract<Operation, { type: "describe" }>): Partial<PlaylistDetails> {
  const { type: _, ...given } = operation;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function describe(playlist: Playlist, wanted: Partial<PlaylistDetails>): Outcome {
  if (contradicts({ ...playlist.details, ...wanted })) return { refusal: publicAndCollaborative };
  const draft = new Draft(playlist);
  draft.describe(wanted);
  return { change: draft.finish() };
}

export function contradicts(details: { public: boolean; collaborative: boolean }): boolean {
  return details.public && details.collaborative;
}

/** Has the items of a version back. @param withDetails also its name, description and image */
export function restore(playlist: Playlist, version: PlaylistSnapshot, withDetails: boolean): Change {
  const draft = new Draft(playlist);
  rearrange(draft, playlist.items, version.items);
  const { name, description, image } = version.details;
  if (withDetails) draft.describe({ name, description, image });
  return draft.finish();
}

const changedSince: Refusal = { code: "conflict", message: "Somebody has changed the same since: it can't be taken back alone." };

/**
 * Takes a change back, at the head.
 * @param since changes after it that still stand
 */
export function undo(playlist: Playlist, change: Change, since: readonly Change[]): Outcome {
  const wanted = undoable(change);
  const touched = touchedBy(wanted);
  if (since.some((later) => !touched.isDisjointFrom(touchedBy(later)))) return { refusal: changedSince };
  const { removed, moved, inserted, described } = inverseOf(wanted);
  const added = inserted.flatMap((run) => run.items).length;
  const leaving = removed.flatMap((run) => run.items.map(({ uid }) => uid));
  if (playlist.items.size + added - leaving.length > playlistLimits.items) return { refusal: tooMany };
  const draft = new Draft(playlist);
  draft.remove(leaving);
  for (const { uids, after } of moved) draft.move(uids, resolveAnchor(playlist, after, new Set(uids)) ?? null);
  for (const { items, after } of inserted) draft.insert(items, resolveAnchor(playlist, after) ?? null);
  if (described) draft.describe(described.after);
  return { change: draft.finish() };
}

/** What a change is about: items, and fields of the details. */
function touchedBy({ removed, moved, inserted, described }: Change): Set<string> {
  const uids = [...removed, ...inserted].flatMap((run) => run.items.map(({ uid }) => uid));
  const fields = Object.keys(described?.after ?? {}).map((field) => `details ${field}`);
  return new Set([...uids, ...moved.flatMap(({ uids: those }) => those), ...fields]);
}
