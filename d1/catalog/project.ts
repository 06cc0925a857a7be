/** What follows a change of an album: its projections in other slices, and the outbox that remembers what is still to follow. */
import { and, eq, lt, sql, type SQL } from "drizzle-orm";
import type { ArtistAlbumEntry } from "../../contracts/documents.ts";
import { catalogueChangeSchema, type CatalogueChange } from "../../contracts/catalogue-change.ts";
import { companionsOf } from "../../domain/companions.ts";
import type { SlicedDatabases } from "../databases.ts";
import { projectGenres } from "./genres.ts";
import { album, artistAlbum, catalogueChange, newRelease, track, type AlbumRow, type TrackRow } from "../schema/catalog.ts";
import { summarise } from "./read.ts";

export type ProjectedAlbum = { row: AlbumRow; tracks: TrackRow[]; artistIds: string[] };

/** One batch of two queries in the album's slice. */
export async function readForProjection(databases: SlicedDatabases, albumId: string): Promise<ProjectedAlbum | undefined> {
  const database = databases.of(albumId);
  const [[row], tracks] = await database.batch([
    database.select().from(album).where(eq(album.id, albumId)),
    database.select().from(track).where(eq(track.albumId, albumId)),
  ]);
  if (!row) return undefined;
  return { row, tracks, artistIds: [...groupsOf(row, tracks).keys()] };
}

function groupsOf(row: AlbumRow, tracks: readonly TrackRow[]): Map<string, ArtistAlbumEntry["group"]> {
  const groups = new Map<string, ArtistAlbumEntry["group"]>();
  for (const credit of tracks.flatMap((entry) => entry.artists)) groups.set(credit.id, "appears_on");
  for (const credit of row.artists) groups.set(credit.id, row.albumType);
  return groups;
}

/** Writes the album into its artists' lists and the list of new releases, and takes it out of those it left. */
export async function projectAlbum(
  databases: SlicedDatabases,
  projected: ProjectedAlbum,
  formerArtistIds: readonly string[],
): Promise<void> {
  const { row, tracks } = projected;
  const document = summarise(row, tracks.length);
  const companions = companionsOf(row, tracks);
  const groups = row.withdrawn ? new Map<string, ArtistAlbumEntry["group"]>() : groupsOf(row, tracks);
  for (const artistId of new Set([...groups.keys(), ...formerArtistIds, ...projected.artistIds])) {
    const database = databases.of(artistId);
    const group = groups.get(artistId);
    if (!group) {
      await database.delete(artistAlbum).where(and(eq(artistAlbum.artistId, artistId), eq(artistAlbum.albumId, row.id)));
      continue;
    }
    const shared = companions.get(artistId) ?? {};
    const values = { artistId, albumId: row.id, albumGroup: group, releasedAt: row.releasedAt, document, companions: shared };
    await database
      .insert(artistAlbum)
      .values(values)
      .onConflictDoUpdate({ target: [artistAlbum.artistId, artistAlbum.albumId], set: values });
  }
  await projectNewRelease(databases, row, document);
  await projectGenres(databases, row);
}

async function projectNewRelease(databases: SlicedDatabases, row: AlbumRow, document: ReturnType<typeof summarise>): Promise<void> {
  const database = databases.listing();
  if (row.withdrawn) {
    await database.delete(newRelease).where(eq(newRelease.albumId, row.id));
    return;
  }
  const values = { albumId: row.id, releasedAt: row.releasedAt, document };
  await database.insert(newRelease).values(values).onConflictDoUpdate({ target: newRelease.albumId, set: values });
}

/** The change has been followed everywhere. */
export async function forgetChange(databases: SlicedDatabases, change: CatalogueChange): Promise<void> {
  await databases.of(change.album_id).delete(catalogueChange).where(eq(catalogueChange.id, change.id));
}

/** Takedowns that nobody followed yet, in order: however young, since their messages may be lost. At most 100 a database. */
export async function unfollowedTakedowns(databases: SlicedDatabases): Promise<CatalogueChange[]> {
  return unfollowed(databases, sql`${catalogueChange.document} ->> 'takedown'`);
}

/** Changes noted before `before` that nobody followed yet: their messages were lost or are late. At most 100 a database. */
export async function overdueChanges(databases: SlicedDatabases, before: number): Promise<CatalogueChange[]> {
  return unfollowed(databases, lt(catalogueChange.at, before));
}

async function unfollowed(databases: SlicedDatabases, condition: SQL): Promise<CatalogueChange[]> {
  const perDatabase = await Promise.all(
    databases.all().map((database) => database.select().from(catalogueChange).where(condition).orderBy(catalogueChange.id).limit(100)),
  );
  return perDatabase.flat().map((row) => catalogueChangeSchema.parse({ id: row.id, ...row.document }));
}
