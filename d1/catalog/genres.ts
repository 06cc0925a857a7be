/** Genres and their albums, a projection in the listing database. */
import { and, desc, eq, gt, asc, sql } from "drizzle-orm";
import type { AlbumSummary, CategoriesDocument } from "../../contracts/documents.ts";
import type { Image } from "../../domain/catalogue.ts";
import { genresOf } from "../../domain/genre.ts";
import type { SlicedDatabases } from "../databases.ts";
import { genre, genreAlbum, newRelease, type AlbumRow } from "../schema/catalog.ts";
import { isIn } from "./read.ts";

/** How many genres there are categories of. */
const categoriesHeld = 1000;

/** Writes the album into its genres, and takes it out of those it left. */
export async function projectGenres(databases: SlicedDatabases, row: AlbumRow): Promise<void> {
  const genres = row.withdrawn ? [] : genresOf(row.genres);
  const database = databases.listing();
  const ids = genres.map(({ id }) => id);
  await database.batch([
    database.delete(genreAlbum).where(and(eq(genreAlbum.albumId, row.id), sql`NOT ${isIn(genreAlbum.genreId, ids)}`)),
    ...genres.map(({ id, name }) => database.insert(genre).values({ id, name }).onConflictDoNothing()),
    ...genres.map(({ id }) =>
      database
        .insert(genreAlbum)
        .values({ albumId: row.id, genreId: id, releasedAt: row.releasedAt })
        .onConflictDoUpdate({ target: [genreAlbum.albumId, genreAlbum.genreId], set: { releasedAt: row.releasedAt } }),
    ),
  ]);
}

/** Most albums first, each with the cover of a new album that everybody may see: one query in the listing database. */
export async function readCategories(databases: SlicedDatabases, now: number): Promise<CategoriesDocument> {
  const rows = await databases
    .listing()
    .select({ id: genre.id, name: genre.name, cover: newestCover(now) })
    .from(genre)
    .where(gt(genre.albums, 0))
    .orderBy(desc(genre.albums), asc(genre.id))
    .limit(categoriesHeld);
  return {
    categories: rows.map(({ cover, ...row }) => ({
      ...row,
      // A cover as ingest stored it.
      cover: cover === null ? null : (JSON.parse(cover) as Image),
    })),
  };
}

/** Among the newest twenty. */
function newestCover(now: number) {
  return sql<string | null>`(
    SELECT document -> '$.cover' FROM (
      SELECT listed.document, listed.sold_in FROM genre_album AS member JOIN new_release AS listed ON listed.album_id = member.album_id
      WHERE member.genre_id = ${genre.id} AND member.released_at <= ${now}
      ORDER BY member.released_at DESC, member.album_id LIMIT 20
    ) WHERE sold_in = '*' AND document ->> '$.cover' IS NOT NULL LIMIT 1
  )`;
}

/** The newest albums that are out, of each of these genres: one query in the listing database, whose rows grow with what it gives. */
export async function readGenreAlbums(
  databases: SlicedDatabases,
  genreIds: readonly string[],
  most: number,
  now: number,
): Promise<Map<string, AlbumSummary[]>> {
  if (genreIds.length === 0) return new Map();
  const database = databases.listing();
  const rows = await database
    .select({ genreId: sql<string>`wanted.value`, document: newRelease.document })
    .from(sql`json_each(${JSON.stringify([...new Set(genreIds)])}) AS wanted`)
    .crossJoin(newRelease)
    .where(
      sql`${newRelease.albumId} IN (
        SELECT album_id FROM genre_album WHERE genre_id = wanted.value AND released_at <= ${now}
        ORDER BY released_at DESC, album_id LIMIT ${most}
      )`,
    )
    .orderBy(desc(newRelease.releasedAt), asc(newRelease.albumId));
  const groups = Map.groupBy(rows, (row) => row.genreId);
  return new Map(Array.from(groups, ([id, members]) => [id, members.map((row) => row.document)]));
}
