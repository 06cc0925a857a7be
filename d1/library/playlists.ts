/** Playlists as lists show them, each in the slice that its id carries, which is its owner's. */
import { and, desc, asc, eq, sql } from "drizzle-orm";
import type { PlaylistListing, PlaylistTelling } from "../../contracts/playlist-listing.ts";
import { sliceOf } from "../../domain/ids.ts";
import { isIn } from "../catalog/read.ts";
import type { SlicedDatabases } from "../databases.ts";
import { playlist, playlistPutAway, type PlaylistRow } from "../schema/library.ts";

/** One query. What is older than what is known changes nothing, and what has ended stays so. */
export async function putListing(databases: SlicedDatabases, { id, version, listing }: PlaylistTelling): Promise<void> {
  const database = databases.of(id);
  const row = listing === "ended" ? tombOf(id, version) : rowOf(listing, version);
  await database
    .insert(playlist)
    .values(row)
    .onConflictDoUpdate({ target: playlist.id, set: row, setWhere: sql`excluded.version > ${playlist.version} AND ${playlist.ended} = 0` });
}

/** One query a database, whoever may read them: the caller asks who does. @returns in the order asked; unknown ones are left out */
export async function readListings(databases: SlicedDatabases, ids: readonly string[]): Promise<PlaylistListing[]> {
  const found = await Promise.all(
    databases.group(ids).map(({ database, ids: those }) =>
      database
        .select()
        .from(playlist)
        .where(and(isIn(playlist.id, those), eq(playlist.ended, sql`0`))),
    ),
  );
  const rows = new Map(found.flat().map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [listingOf(row)] : [];
  });
}

/** One batch of two queries: public playlists of an account that it did not put away, newest first. */
export async function listPublicOf(
  databases: SlicedDatabases,
  ownerId: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ total: number; listings: PlaylistListing[] }> {
  const database = databases.of(ownerId);
  const isShown = and(eq(playlist.ownerId, ownerId), eq(playlist.public, sql`1`), isOnShelf);
  const [[count], rows] = await database.batch([
    database
      .select({ total: sql<number>`count(*)` })
      .from(playlist)
      .where(isShown),
    database.select().from(playlist).where(isShown).orderBy(desc(playlist.createdAt), asc(playlist.id)).limit(limit).offset(offset),
  ]);
  return { total: count?.total ?? 0, listings: rows.map(listingOf) };
}

const isOnShelf = sql`NOT EXISTS (SELECT 1 FROM playlist_put_away AS away WHERE away.id = ${playlist.id} AND away.owner_id = ${playlist.ownerId})`;

/** Takes an account's own playlists off its shelf, or puts them back: one statement. What is somebody else's is not touched by it. */
export async function putAway(databases: SlicedDatabases, ownerId: string, ids: readonly string[], isAway: boolean): Promise<void> {
  // One's own lie in the same slice as oneself.
  const own = ids.filter((id) => sliceOf(id) === sliceOf(ownerId));
  if (own.length === 0) return;
  const database = databases.of(ownerId);
  if (isAway) {
    await database
      .insert(playlistPutAway)
      .values(own.map((id) => ({ id, ownerId })))
      .onConflictDoNothing();
  } else await database.delete(playlistPutAway).where(and(eq(playlistPutAway.ownerId, ownerId), isIn(playlistPutAway.id, own)));
}

/** One query: whether an account has so many playlists, as far as lists know. */
export async function ownsAsMany(databases: SlicedDatabases, ownerId: string, many: number): Promise<boolean> {
  const [last] = await databases
    .of(ownerId)
    .select({ one: sql`1` })
    .from(playlist)
    .where(eq(playlist.ownerId, ownerId))
    .limit(1)
    .offset(many - 1);
  return last !== undefined;
}

function rowOf(listing: PlaylistListing, version: number): PlaylistRow {
  const { owner: ownerId, snapshot_id: snapshotId, created_at: createdAt, updated_at: updatedAt, ...same } = listing;
  return { ...same, ownerId, snapshotId, createdAt, updatedAt, version, ended: false };
}

function tombOf(id: string, version: number): PlaylistRow {
  const nothing = { ownerId: "", name: "", description: "", image: null, snapshotId: "", lead: [], total: 0, members: 0, revision: 0 };
  return { ...nothing, id, version, public: false, collaborative: false, createdAt: 0, updatedAt: 0, ended: true };
}

function listingOf(row: PlaylistRow): PlaylistListing {
  const { id, name, description, image, collaborative, total, lead, members, revision } = row;
  return {
    id,
    name,
    description,
    image,
    collaborative,
    total,
    lead,
    members,
    revision,
    owner: row.ownerId,
    public: row.public,
    snapshot_id: row.snapshotId,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}
