/** Documents of many ids at once: one query or one batch a database. Ids that nobody has are left out. */
import { and, asc, eq, sql } from "drizzle-orm";
import type { AlbumDocument, ArtistSummary, TrackDocument, TrackEntry } from "../../contracts/documents.ts";
import type { Database, SlicedDatabases } from "../databases.ts";
import { album, artist, track } from "../schema/catalog.ts";
import { isIn, summarise, summaryColumns } from "./read.ts";

const entryColumns = {
  id: track.id,
  albumId: track.albumId,
  disc: track.disc,
  number: track.number,
  title: track.title,
  artists: track.artists,
  isrc: track.isrc,
  explicit: track.explicit,
  markets: track.markets,
  durationMs: track.durationMs,
  withdrawn: track.withdrawn,
  tiers: sql<string>`(SELECT json_group_array(json_extract(value, '$.tier')) FROM json_each(${track.playback}, '$.renditions'))`,
};

type EntryRow = Omit<TrackEntry, "duration_ms" | "tiers"> & { albumId: string; durationMs: number; tiers: string };

function toEntry({ albumId: _albumId, durationMs, tiers, ...entry }: EntryRow): TrackEntry {
  // Tiers as ingest stored them.
  return { ...entry, duration_ms: durationMs, tiers: JSON.parse(tiers) as TrackEntry["tiers"] };
}

/** Asks each database once, all at the same time. */
async function gather<Document extends { id: string }>(
  databases: SlicedDatabases,
  ids: readonly string[],
  read: (database: Database, ids: string[]) => Promise<Document[]>,
): Promise<Map<string, Document>> {
  const groups = databases.group([...new Set(ids)]);
  const found = await Promise.all(groups.map((group) => read(group.database, group.ids)));
  return new Map(found.flat().map((document) => [document.id, document]));
}

/** Each with all of its tracks: one batch of two queries a database. */
export function readAlbumDocuments(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, AlbumDocument>> {
  return gather(databases, ids, async (database, members) => {
    const [rows, entries] = await database.batch([
      database.select().from(album).where(isIn(album.id, members)),
      database
        .select(entryColumns)
        .from(track)
        .where(isIn(track.albumId, members))
        .orderBy(asc(track.albumId), asc(track.disc), asc(track.number), asc(track.id)),
    ]);
    return rows.map((row) => {
      const tracks = entries.filter((entry) => entry.albumId === row.id).map(toEntry);
      return {
        ...summarise(row, tracks.length),
        label: row.label,
        p_line: row.pLine,
        c_line: row.cLine,
        upc: row.upc,
        gapless: row.gapless,
        withdrawn: row.withdrawn,
        tracks,
      };
    });
  });
}

/** Each with what its album says of it: one query a database. */
export async function readTrackDocuments(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, TrackDocument>> {
  const found = await readPlayedTracks(databases, ids);
  return new Map(Array.from(found.values(), ({ id, document }) => [id, document]));
}

export type PlayedTrack = { id: string; recordingId: string; document: TrackDocument };

/** And which recording it plays: one query a database. */
export function readPlayedTracks(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, PlayedTrack>> {
  return gather(databases, ids, async (database, members) => {
    const rows = await database
      .select({ entry: entryColumns, album, totalTracks: countTracks, recordingId: track.recordingId })
      .from(track)
      .innerJoin(album, eq(album.id, track.albumId))
      .where(and(isIn(track.id, members)));
    return rows.map(({ entry, album: row, totalTracks, recordingId }) => ({
      id: entry.id,
      recordingId,
      document: { album: { ...summarise(row, totalTracks), withdrawn: row.withdrawn }, entry: toEntry(entry) },
    }));
  });
}

/** Reads the index alone. */
const countTracks = sql<number>`(SELECT count(*) FROM track AS sibling WHERE sibling.album_id = ${album.id})`;

/** Without their albums: one query a database. */
export function readArtistSummaries(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, ArtistSummary>> {
  return gather(databases, ids, async (database, members) => {
    return database.select(summaryColumns).from(artist).where(isIn(artist.id, members));
  });
}
