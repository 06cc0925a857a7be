/** Playlists as lists show them, each in the slice that its id carries, which is its owner's. */
import { and, desc, asc, eq, lt, sql } from "drizzle-orm";
import type { PlaylistListing, PlaylistTelling } from "../../contracts/playlist-listing.ts";
import { isIn } from "../catalog/read.ts";
import type { SlicedDatabases } from "../databases.ts";
import { playlist, type PlaylistRow } from "../schema/library.ts";

/** One query. What is older than what is known changes nothing. */
export async function putListing(databases: SlicedDatabases, { id, version, listing }: PlaylistTelling): Promise<void> {
  const database = databases.of(id);
  if (listing === "ended") {
    await database.delete(playlist).where(and(eq(playlist.id, id), lt(playlist.version, version)));
    return;
  }
  const row = rowOf(listing, version);
  await database
    .insert(playlist)
    .values(row)
    .onConflictDoUpdate({ target: playlist.id, set: row, setWhere: sql`excluded.version > ${playlist.version}` });
}

/** One query a database, whoever may read them: the caller asks who does. @returns in the order asked; unknown ones are left out */
export async function readListings(databases: SlicedDatabases, ids: readonly string[]): Promise<PlaylistListing[]> {
  const found = await Promise.all(
    databases.group(ids).map(({ database, ids: those }) => database.select().from(playlist).where(isIn(playlist.id, those))),
  );
  const rows = new Map(found.flat().map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [listingOf(row)] : [];
  });
}

/** One batch of two queries: public playlists of an account, newest first. */
export async function listPublicOf(
  databases: SlicedDatabases,
  ownerId: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ total: number; listings: PlaylistListing[] }> {
  const database = databases.of(ownerId);
  const isShown = and(eq(playlist.ownerId, ownerId), eq(playlist.public, sql`1`));
  const [[count], rows] = await database.batch([
    database
      .select({ total: sql<number>`count(*)` })
      .from(playlist)
      .where(isShown),
    database.select().from(playlist).where(isShown).orderBy(desc(playlist.createdAt), asc(playlist.id)).limit(limit).offset(offset),
  ]);
  return { total: count?.total ?? 0, listings: rows.map(listingOf) };
}

function rowOf(listing: PlaylistListing, version: number): PlaylistRow {
  const { owner: ownerId, snapshot_id: snapshotId, created_at: createdAt, updated_at: updatedAt, ...same } = listing;
  return { ...same, ownerId, snapshotId, createdAt, updatedAt, version };
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
