/** Playlists that moderators show to everybody, in the listing database. */
import { asc, desc, eq } from "drizzle-orm";
import type { FeaturedPlaylist } from "../../contracts/documents.ts";
import type { SlicedDatabases } from "../databases.ts";
import { featuredPlaylist } from "../schema/catalog.ts";

/** How many are shown. */
const featuredHeld = 200;

/** One query: by position, then newest first. */
export async function readFeatured(databases: SlicedDatabases): Promise<FeaturedPlaylist[]> {
  const rows = await databases
    .listing()
    .select()
    .from(featuredPlaylist)
    .orderBy(asc(featuredPlaylist.position), desc(featuredPlaylist.at), asc(featuredPlaylist.playlistId))
    .limit(featuredHeld);
  return rows.map(({ playlistId, message, categoryIds }) => ({ playlist_id: playlistId, message, category_ids: categoryIds }));
}

/** The same again changes nothing but the time. */
export async function feature(
  databases: SlicedDatabases,
  { playlist_id, message, category_ids }: FeaturedPlaylist,
  by: { position: number; account: string; now: number },
): Promise<void> {
  const row = {
    playlistId: playlist_id,
    message,
    position: by.position,
    categoryIds: category_ids,
    featuredBy: by.account,
    at: by.now,
  };
  await databases.listing().insert(featuredPlaylist).values(row).onConflictDoUpdate({ target: featuredPlaylist.playlistId, set: row });
}

export async function unfeature(databases: SlicedDatabases, playlistId: string): Promise<void> {
  await databases.listing().delete(featuredPlaylist).where(eq(featuredPlaylist.playlistId, playlistId));
}
