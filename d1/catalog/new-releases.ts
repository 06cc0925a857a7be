/** The list of new releases, from its first row to its last. */
import { sql } from "drizzle-orm";
import type { AlbumSummary, NewReleasesDocument } from "../../contracts/documents.ts";
import type { SlicedDatabases } from "../databases.ts";

/** How many blocks are counted before an offset: of 512 albums or more, unless much was withdrawn. */
const blocksCounted = 1000;

export type NewReleasesPage = { market: string; offset: number; limit: number };

/** The block in which an offset falls, and how much of it stands before the offset. */
type Anchor = { start_at: number; start_id: string; skip: number; total: number };

/**
 * What is out and may be heard in the market, newest first: two queries in the listing database, which read some hundreds of rows
 * however far the offset.
 * @param now milliseconds since 1970
 */
export async function readNewReleases(
  databases: SlicedDatabases,
  { market, offset, limit }: NewReleasesPage,
  now: number,
): Promise<NewReleasesDocument> {
  const database = databases.listing();
  const isSold = sql`(sold_in = '*' OR instr(sold_in, ${market}) > 0)`;
  const [anchor] = await database.all<Anchor>(sql`
    WITH
      block AS (
        SELECT start_at, start_id, (
          SELECT coalesce(sum(value), 0) FROM json_each(sold) WHERE key = '*' OR instr(key, ${market}) > 0) AS albums
        FROM new_release_block ORDER BY start_at, start_id LIMIT ${blocksCounted}),
      running AS MATERIALIZED (SELECT *, sum(albums) OVER (ORDER BY start_at, start_id) - albums AS before FROM block),
      today AS (SELECT * FROM running WHERE start_at < ${-now} ORDER BY start_at DESC, start_id DESC LIMIT 1),
      count AS MATERIALIZED (
        SELECT
          (SELECT coalesce(sum(albums), 0) FROM new_release_total WHERE ${isSold}) AS listed,
          before + (
            SELECT count(*) FROM new_release_place
            WHERE rank_at >= start_at AND rank_at < ${-now} AND (rank_at > start_at OR album_id >= start_id) AND ${isSold}
          ) AS announced
        FROM today)
    SELECT start_at, start_id, announced + ${offset} - before AS skip, listed - announced AS total FROM running, count
    WHERE before <= announced + ${offset} ORDER BY start_at DESC, start_id DESC LIMIT 1`);
  if (!anchor || offset >= anchor.total) return { albums: [], total: anchor?.total ?? 0 };
  const rows = await database.all<{ document: string }>(sql`
    SELECT new_release.document FROM (
      SELECT rank_at, album_id FROM new_release_place
      WHERE (rank_at, album_id) >= (${anchor.start_at}, ${anchor.start_id}) AND ${isSold}
      ORDER BY rank_at, album_id LIMIT ${limit} OFFSET ${anchor.skip}
    ) AS place JOIN new_release ON new_release.album_id = place.album_id
    ORDER BY place.rank_at, place.album_id`);
  // Documents as jobs wrote them.
  return { albums: rows.map((row) => JSON.parse(row.document) as AlbumSummary), total: anchor.total };
}
