/** Reads of the catalogue. Each states how many queries it costs. */
import { and, asc, desc, eq, sql, type AnyColumn } from "drizzle-orm";
import type { AlbumSummary, ArtistDocument } from "../../contracts/documents.ts";
import { inherit, type PlayableTrack } from "../../domain/playability.ts";
import type { SlicedDatabases, Database } from "../databases.ts";
import { album, artist, artistAlbum, track, type AlbumRow, type TrackRow } from "../schema/catalog.ts";

/** How many albums an artist's document holds. */
export const artistAlbumsHeld = 1000;

export function isIn(column: AnyColumn, values: readonly string[]) {
  // D1 takes 100 bound parameters; a list travels as one.
  return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

export function summarise(row: AlbumRow, totalTracks: number): AlbumSummary {
  return {
    id: row.id,
    title: row.title,
    album_type: row.albumType,
    artists: row.artists,
    release_date: row.releaseDate,
    released_at: row.releasedAt,
    markets: row.markets,
    cover: row.cover,
    genres: row.genres,
    total_tracks: totalTracks,
  };
}

/** Of an artist, all but the albums. Followers as each database of listeners last counted its own. */
export const summaryColumns = {
  id: artist.id,
  name: artist.name,
  portrait: artist.portrait,
  followers: sql<number>`(SELECT coalesce(sum(followers.followers), 0) FROM followers WHERE followers.target_id = ${artist.id})`,
};

/** One batch of two queries in the artist's slice. */
export async function readArtist(databases: SlicedDatabases, id: string): Promise<ArtistDocument | undefined> {
  const database = databases.of(id);
  const [[row], albums] = await database.batch([
    database.select(summaryColumns).from(artist).where(eq(artist.id, id)),
    database
      .select({ album: artistAlbum.document, group: artistAlbum.albumGroup })
      .from(artistAlbum)
      .where(eq(artistAlbum.artistId, id))
      .orderBy(desc(artistAlbum.releasedAt), asc(artistAlbum.albumId))
      .limit(artistAlbumsHeld),
  ]);
  return row && { ...row, albums };
}

export type TrackForGrant = Pick<TrackRow, "id" | "albumId" | "disc" | "number" | "recordingId" | "durationMs" | "playback"> & {
  gapless: boolean;
  playable: PlayableTrack;
};

/** One query a slice, however many tracks are asked for. */
export async function readTracksForGrants(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, TrackForGrant>> {
  const groups = await Promise.all(databases.group([...new Set(ids)]).map((group) => readGrantRows(group.database, group.ids)));
  return new Map(groups.flat().map((row) => [row.id, row]));
}

async function readGrantRows(database: Database, ids: string[]): Promise<TrackForGrant[]> {
  const rows = await database
    .select({ track, gapless: album.gapless, albumWithdrawn: album.withdrawn, releasedAt: album.releasedAt, albumMarkets: album.markets })
    .from(track)
    .innerJoin(album, eq(album.id, track.albumId))
    .where(and(isIn(track.id, ids)));
  return rows.map((row) => ({
    ...row.track,
    gapless: row.gapless,
    playable: {
      ...inherit(row.track, { withdrawn: row.albumWithdrawn, markets: row.albumMarkets }),
      releasedAt: row.releasedAt,
      explicit: row.track.explicit,
      tiers: row.track.playback.renditions.map((rendition) => rendition.tier),
    },
  }));
}
