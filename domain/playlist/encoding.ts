/**
 * Changes and snapshots as texts, short enough that the largest ones fit into a row: an item is a quarter of its JSON, and accounts
 * are written once.
 */
import type { Playlist } from "./playlist.ts";
import { ItemList } from "./item-list.ts";
import type { Change, PlaylistDetails, PlaylistItem, Run } from "./schema.ts";
import { Tombstones } from "./tombstones.ts";

const uriPrefix = "nearfield:track:";

type PackedItem = [uid: string, uri: string, addedBy: number, addedAt: number];
type PackedRun = [after: string | null, items: PackedItem[]];
type PackedChange = {
  accounts: string[];
  removed?: PackedRun[];
  moved?: [uids: string[], from: string | null, after: string | null][];
  inserted?: PackedRun[];
  described?: Change["described"];
};
type PackedPlaylist = {
  revision: number;
  details: PlaylistDetails;
  accounts: string[];
  items: PackedItem[];
  /** By what stood before them, oldest first. */
  tombstones: [predecessor: string | null, uids: string[]][];
};

export function encodeChange({ removed, moved, inserted, described }: Change): string {
  const pack = packer();
  const packed: PackedChange = {
    accounts: pack.accounts,
    ...(removed.length > 0 && { removed: removed.map(pack.run) }),
    ...(moved.length > 0 && { moved: moved.map(({ uids, from, after }) => [uids, from, after]) }),
    ...(inserted.length > 0 && { inserted: inserted.map(pack.run) }),
    ...(described && { described }),
  };
  return JSON.stringify(packed);
}

/** @param text of `encodeChange` */
export function decodeChange(text: string): Change {
  const { accounts, removed = [], moved = [], inserted = [], described } = JSON.parse(text) as PackedChange;
  const runOf = ([after, items]: PackedRun): Run => ({ after, items: items.map(unpacker(accounts)) });
  return {
    removed: removed.map(runOf),
    moved: moved.map(([uids, from, after]) => ({ uids, from, after })),
    inserted: inserted.map(runOf),
    ...(described && { described }),
  };
}

export function encodePlaylist({ revision, details, items, tombstones }: Playlist): string {
  const pack = packer();
  const buried: PackedPlaylist["tombstones"] = [];
  for (const [uid, predecessor] of tombstones.entries()) {
    const last = buried.at(-1);
    if (last && last[0] === predecessor) last[1].push(uid);
    else buried.push([predecessor, [uid]]);
  }
  const packed: PackedPlaylist = { revision, details, accounts: pack.accounts, items: items.inOrder().map(pack.item), tombstones: buried };
  return JSON.stringify(packed);
}

/** @param text of `encodePlaylist` */
export function decodePlaylist(text: string): Playlist {
  const { revision, details, accounts, items, tombstones } = JSON.parse(text) as PackedPlaylist;
  return {
    revision,
    details,
    items: new ItemList(items.map(unpacker(accounts))),
    tombstones: new Tombstones(tombstones.flatMap(([predecessor, uids]) => uids.map((uid) => [uid, predecessor] as const))),
  };
}

function packer() {
  const accounts: string[] = [];
  const indices = new Map<string, number>();
  const indexOf = (account: string): number => {
    const known = indices.get(account) ?? accounts.push(account) - 1;
    indices.set(account, known);
    return known;
  };
  const item = ({ uid, uri, added_by, added_at }: PlaylistItem): PackedItem => {
    const short = uri.startsWith(uriPrefix) ? uri.slice(uriPrefix.length) : uri;
    return [uid, short, indexOf(added_by), added_at];
  };
  return { accounts, item, run: ({ after, items }: Run): PackedRun => [after, items.map(item)] };
}

function unpacker(accounts: readonly string[]): (packed: PackedItem) => PlaylistItem {
  return ([uid, uri, account, added_at]) => ({
    uid,
    uri: uri.includes(":") ? uri : uriPrefix + uri,
    added_by: accounts[account] ?? "",
    added_at,
  });
}
