/** What stands for an artist where their albums are not read. */
import { and, asc, desc, eq, ne } from "drizzle-orm";
import { condensePortrait } from "../../domain/artist-portrait.ts";
import type { SlicedDatabases } from "../databases.ts";
import { artist, artistAlbum } from "../schema/catalog.ts";
import { artistAlbumsHeld } from "./read.ts";

export type OwnAlbums = Parameters<typeof condensePortrait>[0];

/** Newest first: one query in the artist's slice. */
export function readOwnAlbums(databases: SlicedDatabases, artistId: string): Promise<OwnAlbums> {
  return databases
    .of(artistId)
    .select({ album: artistAlbum.document, group: artistAlbum.albumGroup })
    .from(artistAlbum)
    .where(and(eq(artistAlbum.artistId, artistId), ne(artistAlbum.albumGroup, "appears_on")))
    .orderBy(desc(artistAlbum.releasedAt), asc(artistAlbum.albumId))
    .limit(artistAlbumsHeld);
}

/** One query in the artist's slice. */
export async function writePortrait(databases: SlicedDatabases, artistId: string, albums: OwnAlbums, now: number): Promise<void> {
  const portrait = condensePortrait(albums, now);
  await databases.of(artistId).update(artist).set({ portrait }).where(eq(artist.id, artistId));
}
