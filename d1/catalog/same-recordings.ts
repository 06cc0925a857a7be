/** Other tracks of the same recording: one of them may answer where a track may not. */
import { asc } from "drizzle-orm";
import type { TrackDocument } from "../../contracts/documents.ts";
import type { SlicedDatabases } from "../databases.ts";
import { recordingUse } from "../schema/catalog.ts";
import { readPlayedTracks } from "./batch.ts";
import { isIn } from "./read.ts";

/** How many tracks are looked at, of all recordings of one database together. */
const usesRead = 500;

/** Earliest release first; those taken down are left out. Three queries a database, one after the other. */
export async function readSameRecordings(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, TrackDocument[]>> {
  const asked = await readPlayedTracks(databases, ids);
  const recordingIds = [...new Set(Array.from(asked.values(), (track) => track.recordingId))];
  const uses = await Promise.all(
    databases
      .group(recordingIds)
      .map(({ database, ids: members }) =>
        database
          .select({ trackId: recordingUse.trackId })
          .from(recordingUse)
          .where(isIn(recordingUse.recordingId, members))
          .orderBy(asc(recordingUse.recordingId), asc(recordingUse.trackId))
          .limit(usesRead),
      ),
  );
  const others = uses.flat().flatMap(({ trackId }) => (asked.has(trackId) ? [] : [trackId]));
  // A use is noted before its track is written, and stays when the track plays another recording.
  const tracks = [...asked.values(), ...(await readPlayedTracks(databases, others)).values()];
  const standing = tracks
    .filter(({ document }) => !document.album.withdrawn && !document.entry.withdrawn)
    .toSorted((one, other) => one.document.album.released_at - other.document.album.released_at || (one.id < other.id ? -1 : 1));
  return new Map(
    Array.from(asked.values(), ({ id, recordingId }) => [
      id,
      standing.filter((track) => track.recordingId === recordingId && track.id !== id).map((track) => track.document),
    ]),
  );
}
