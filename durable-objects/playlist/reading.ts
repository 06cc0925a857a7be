/** What is told of a playlist. */
import { ClientError } from "../../contracts/errors.ts";
import type { PlaylistListing } from "../../contracts/playlist-listing.ts";
import type { PlaylistDocument, PlaylistHead, PlaylistItemsPage, PlaylistVersion } from "../../contracts/playlist-object.ts";
import { belongs } from "../../domain/playlist/access.ts";
import { summarize } from "../../domain/playlist/history.ts";
import { leadOf } from "../../domain/playlist/lead.ts";
import type { PlaylistItem, PlaylistRole } from "../../domain/playlist/schema.ts";
import { revisionOfSnapshot, snapshotIdOf } from "../../domain/playlist/snapshot-id.ts";
import type { Book } from "./book.ts";

type Paging = { offset: number; limit: number };

const longestHistoryPage = 100;

/** @throws ClientError `not_found` */
export function headFor(book: Book, viewer: string | null): PlaylistHead {
  return headAs(book, book.requireRole(viewer));
}

function headAs(book: Book, role: PlaylistRole): PlaylistHead {
  const { id, owner, createdAt } = book.record;
  const { details, revision, items } = book.playlist;
  const times = { created_at: createdAt, updated_at: book.changedAt };
  return { ...details, id, owner, revision, snapshot_id: book.snapshotId, total: items.size, ...times, role };
}

export function itemsFor(book: Book, viewer: string | null, { offset, limit }: Paging): PlaylistItemsPage {
  return { head: headFor(book, viewer), items: book.playlist.items.inOrder().slice(offset, offset + limit) };
}

/** @throws ClientError `not_found` unless everybody may read it */
export function documentOf(book: Book, { offset, limit }: Paging): PlaylistDocument {
  const { role: _, ...head } = headFor(book, null);
  const people = [head.owner, ...book.membership.members.keys()];
  return { head, items: book.playlist.items.inOrder().slice(offset, offset + limit), people };
}

/** @throws ClientError `not_found`, or `forbidden` for whoever does not belong to it */
export function historyFor(
  book: Book,
  viewer: string | null,
  { before = Number.MAX_SAFE_INTEGER, limit }: { before?: number; limit: number },
): { versions: PlaylistVersion[]; more: boolean } {
  requireBelonging(book, viewer);
  const most = Math.min(limit, longestHistoryPage);
  const { lineage } = book.record;
  const versions = Array.from(book.store.newestFirst(before, most + 1), ({ revision, at, by, kind, total, change }): PlaylistVersion => {
    return { revision, snapshot_id: snapshotIdOf(revision, lineage), at, by, kind, total, ...summarize(change) };
  });
  if (versions.length <= most && before > 0) versions.push(firstVersion(book));
  return { versions: versions.slice(0, most), more: versions.length > most };
}

function firstVersion(book: Book): PlaylistVersion {
  const { owner, createdAt, lineage } = book.record;
  const total = book.store.version(0).items.size;
  const nothing = { removed: 0, moved: 0, described: [], uris: [] };
  return { revision: 0, snapshot_id: snapshotIdOf(0, lineage), at: createdAt, by: owner, kind: "created", added: total, ...nothing, total };
}

/** @throws ClientError as `historyFor`, and `not_found` for a version that there was not */
export function versionFor(book: Book, viewer: string | null, revision: number, { offset, limit }: Paging): PlaylistItemsPage {
  const role = requireBelonging(book, viewer);
  if (!Number.isInteger(revision) || revision < 0 || revision > book.playlist.revision) throw new ClientError("not_found");
  const { details, items } = book.store.version(revision);
  const { lineage, createdAt } = book.record;
  const versioned = {
    revision,
    snapshot_id: snapshotIdOf(revision, lineage),
    total: items.size,
    updated_at: book.store.changedAt(revision) ?? createdAt,
  };
  return { head: { ...headAs(book, role), ...details, ...versioned }, items: items.inOrder().slice(offset, offset + limit) };
}

/** @throws ClientError `not_found` or `forbidden` */
export function requireBelonging(book: Book, viewer: string | null): PlaylistRole {
  const role = book.requireRole(viewer);
  if (!belongs(role)) throw new ClientError("forbidden");
  return role;
}

export function listingOf(book: Book): PlaylistListing {
  const { role: _, ...head } = headAs(book, "owner");
  const uris = book.playlist.items.inOrder().map(({ uri }) => uri);
  return { ...head, lead: leadOf(uris), members: book.membership.members.size };
}

/** The items that an edit's positions are of. @throws ClientError `conflict` */
export function itemsAt(book: Book, snapshotId: string | undefined): readonly PlaylistItem[] {
  const { playlist, record } = book;
  if (snapshotId === undefined) return playlist.items.inOrder();
  const revision = revisionOfSnapshot(snapshotId, record.lineage);
  if (revision === undefined || revision > playlist.revision) {
    throw new ClientError("conflict", { field: "snapshot_id", message: "There is no such version of this playlist." });
  }
  return (revision === playlist.revision ? playlist : book.store.version(revision)).items.inOrder();
}
