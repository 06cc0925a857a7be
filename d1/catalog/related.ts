/** Who stands near an artist: first who shares credits with them, then who is on new albums of their genres. */
import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import type { AlbumSummary } from "../../contracts/documents.ts";
import { isSomebody, rank } from "../../domain/companions.ts";
import { genresOf } from "../../domain/genre.ts";
import type { SlicedDatabases } from "../databases.ts";
import { artistAlbum } from "../schema/catalog.ts";
import { readGenreAlbums } from "./genres.ts";

const relatedHeld = 20;
/** An artist's genres that others are looked for in, and how many of the newest albums of each are looked at. */
const genresAsked = 3;
const genreAlbumsRead = 40;

/**
 * Nearest first. One batch of two queries in the artist's slice, and one query in the listing database where credits name too few.
 * @param now milliseconds since 1970
 */
export async function readRelatedIds(databases: SlicedDatabases, artistId: string, now: number): Promise<string[]> {
  const database = databases.of(artistId);
  const isOf = eq(artistAlbum.artistId, artistId);
  const credits = sql<number>`sum(shared.value)`;
  const albums = sql<number>`count(*)`;
  const [companions, genres] = await database.batch([
    database
      .select({ id: sql<string>`shared.key`, credits })
      .from(artistAlbum)
      .crossJoin(sql`json_each(${artistAlbum.companions}) AS shared`)
      .where(isOf)
      .groupBy(sql`shared.key`)
      .orderBy(desc(credits), asc(sql`shared.key`))
      .limit(relatedHeld),
    database
      .select({ name: sql<string>`written.value`, albums })
      .from(artistAlbum)
      .crossJoin(sql`json_each(${artistAlbum.document}, '$.genres') AS written`)
      .where(and(isOf, ne(artistAlbum.albumGroup, "appears_on")))
      .groupBy(sql`written.value`)
      .orderBy(desc(albums), asc(sql`written.value`))
      .limit(genresAsked),
  ]);
  const near = companions.map((row) => row.id);
  if (near.length === relatedHeld) return near;
  const genreIds = genresOf(genres.map((row) => row.name)).map((genre) => genre.id);
  const alike = await readGenreAlbums(databases, genreIds, genreAlbumsRead, now);
  const counts = new Map<string, number>();
  for (const { artists } of [...alike.values()].flat()) {
    for (const { id } of artists.filter(isSomebody)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const others = rank(counts).flatMap(([id]) => (id === artistId || near.includes(id) ? [] : [id]));
  return [...near, ...others].slice(0, relatedHeld);
}

/** The newest albums of each artist, however they stand on them: one query a database. */
export async function readNewestAlbums(
  databases: SlicedDatabases,
  artistIds: readonly string[],
  most: number,
): Promise<Map<string, AlbumSummary[]>> {
  const found = await Promise.all(
    databases.group([...new Set(artistIds)]).map(({ database, ids }) =>
      database
        .select({ artistId: artistAlbum.artistId, document: artistAlbum.document })
        .from(sql`json_each(${JSON.stringify(ids)}) AS wanted`)
        .crossJoin(artistAlbum)
        .where(
          sql`${artistAlbum.artistId} = wanted.value AND ${artistAlbum.albumId} IN (
            SELECT newest.album_id FROM artist_album AS newest WHERE newest.artist_id = wanted.value
            ORDER BY newest.released_at DESC, newest.album_id LIMIT ${most}
          )`,
        )
        .orderBy(desc(artistAlbum.releasedAt), asc(artistAlbum.albumId)),
    ),
  );
  const groups = Map.groupBy(found.flat(), (row) => row.artistId);
  return new Map(Array.from(groups, ([id, rows]) => [id, rows.map((row) => row.document)]));
}
