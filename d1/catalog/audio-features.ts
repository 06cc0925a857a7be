/** Audio features: a row in the recording's own slice, found by the tracks that play it. */
import { asc, eq, gt, lt, or, sql, and, isNull } from "drizzle-orm";
import type { FeaturesDocument } from "../../contracts/audio-features.ts";
import type { StaleRecording } from "../../domain/audio-features.ts";
import type { SlicedDatabases } from "../databases.ts";
import { album, audioFeatures, recording, track } from "../schema/catalog.ts";
import { isIn } from "./read.ts";

/** Versions of the features of recordings: one query a slice. */
export async function readFeaturesVersions(databases: SlicedDatabases, recordingIds: readonly string[]): Promise<Map<string, number>> {
  const groups = await Promise.all(
    databases
      .group([...new Set(recordingIds)])
      .map(({ database, ids }) =>
        database
          .select({ id: audioFeatures.recordingId, version: audioFeatures.version })
          .from(audioFeatures)
          .where(isIn(audioFeatures.recordingId, ids)),
      ),
  );
  return new Map(groups.flat().map(({ id, version }) => [id, version]));
}

/**
 * Keeps the document unless one of the same or a newer version stands.
 * @returns whether it was kept
 */
export async function putAudioFeatures(databases: SlicedDatabases, recordingId: string, document: FeaturesDocument): Promise<boolean> {
  const kept = await databases
    .of(recordingId)
    .insert(audioFeatures)
    .values({ recordingId, version: document.version, document })
    .onConflictDoUpdate({
      target: audioFeatures.recordingId,
      set: { version: document.version, document },
      setWhere: lt(audioFeatures.version, document.version),
    })
    .returning({ version: audioFeatures.version });
  return kept.length > 0;
}

export type FeaturesOfTrack = { recordingId: string; document: FeaturesDocument };

/** One query a slice for the tracks that stand and what they play, then one a slice for the features. */
export async function readFeaturesOfTracks(databases: SlicedDatabases, trackIds: readonly string[]): Promise<Map<string, FeaturesOfTrack>> {
  const played = await readRecordingsPlayed(databases, trackIds);
  const documents = await readDocuments(
    databases,
    played.map((row) => row.recordingId),
  );
  return new Map(
    played.flatMap(({ trackId, recordingId }): [string, FeaturesOfTrack][] => {
      const document = documents.get(recordingId);
      return document ? [[trackId, { recordingId, document }]] : [];
    }),
  );
}

async function readRecordingsPlayed(databases: SlicedDatabases, trackIds: readonly string[]) {
  const groups = await Promise.all(
    databases.group([...new Set(trackIds)]).map(({ database, ids }) =>
      database
        .select({ trackId: track.id, recordingId: track.recordingId })
        .from(track)
        .innerJoin(album, eq(album.id, track.albumId))
        .where(and(isIn(track.id, ids), eq(track.withdrawn, false), eq(album.withdrawn, false))),
    ),
  );
  return groups.flat();
}

async function readDocuments(databases: SlicedDatabases, recordingIds: readonly string[]): Promise<Map<string, FeaturesDocument>> {
  const groups = await Promise.all(
    databases
      .group([...new Set(recordingIds)])
      .map(({ database, ids }) => database.select().from(audioFeatures).where(isIn(audioFeatures.recordingId, ids))),
  );
  return new Map(groups.flat().map((row) => [row.recordingId, row.document]));
}

/** Recordings that have no features or those of an older version, in the order of their ids: one query a database. */
export async function readStaleRecordings(
  databases: SlicedDatabases,
  { version, after, limit }: { version: number; after: string; limit: number },
): Promise<StaleRecording[]> {
  const perDatabase = await Promise.all(
    databases.all().map((database) =>
      database
        .select({
          recording_id: recording.id,
          master_key: sql<string>`json_extract(${recording.source}, '$.master_key')`,
          integrated_lufs: sql<number | null>`json_extract(${recording.analysis}, '$.integrated_lufs')`,
        })
        .from(recording)
        .leftJoin(audioFeatures, eq(audioFeatures.recordingId, recording.id))
        .where(and(gt(recording.id, after), or(isNull(audioFeatures.version), lt(audioFeatures.version, version))))
        .orderBy(asc(recording.id))
        .limit(limit),
    ),
  );
  return perDatabase
    .flat()
    .toSorted((a, b) => (a.recording_id < b.recording_id ? -1 : 1))
    .slice(0, limit);
}
