/** Recordings and their renditions, in the recording's own slice. */
import { eq, sql } from "drizzle-orm";
import type { Analysis, Recording, Rendition } from "../../domain/catalogue.ts";
import { tiers, type Tier } from "../../domain/ladder.ts";
import type { SlicedDatabases } from "../databases.ts";
import { recording, recordingUse, rendition, track } from "../schema/catalog.ts";
import { isIn } from "./read.ts";

export type KnownRecording = { id: string; audioSha256: string; analysis: Analysis; tiers: Tier[] };

/** Looks the audio up in every database: a recording's slice can't be told from its audio once databases were added. */
export async function findRecordings(databases: SlicedDatabases, audioSha256: readonly string[]): Promise<Map<string, KnownRecording>> {
  const perDatabase = await Promise.all(
    databases.all().map(async (database) => {
      const rows = await database
        .select({ id: recording.id, audioSha256: recording.audioSha256, analysis: recording.analysis })
        .from(recording)
        .where(isIn(recording.audioSha256, audioSha256));
      const stored = await database
        .select({ recordingId: rendition.recordingId, tier: rendition.tier })
        .from(rendition)
        .where(
          isIn(
            rendition.recordingId,
            rows.map((row) => row.id),
          ),
        );
      return rows.map((row) => ({ ...row, tiers: stored.filter((entry) => entry.recordingId === row.id).map((entry) => entry.tier) }));
    }),
  );
  return new Map(perDatabase.flat().map((row) => [row.audioSha256, row]));
}

export type StoredRecording = {
  id: string;
  audioSha256: string;
  source: Recording["source"];
  analysis: Analysis;
  publishedAt: number;
  /** In ladder order. */
  renditions: Rendition[];
};

/** Two queries a slice. */
export async function readRecordings(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, StoredRecording>> {
  const found = new Map<string, StoredRecording>();
  for (const group of databases.group([...new Set(ids)])) {
    const [rows, stored] = await group.database.batch([
      group.database.select().from(recording).where(isIn(recording.id, group.ids)),
      group.database.select().from(rendition).where(isIn(rendition.recordingId, group.ids)),
    ]);
    for (const row of rows) {
      const own = stored.filter((entry) => entry.recordingId === row.id).map((entry) => entry.document);
      found.set(row.id, { ...row, renditions: own.toSorted((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier)) });
    }
  }
  return found;
}

/**
 * Adds what is missing of a recording; what stands is never altered, since its files are immutable.
 * @returns whether anything was added
 */
export async function addRecording(databases: SlicedDatabases, id: string, value: Recording, now: number): Promise<boolean> {
  const database = databases.of(id);
  const known = (await readRecordings(databases, [id])).get(id);
  const missing = value.renditions.filter((entry) => !known?.renditions.some((stored) => stored.tier === entry.tier));
  if (known && missing.length === 0) return false;
  const insertRecording = database
    .insert(recording)
    .values({ id, audioSha256: value.source.audio_sha256, source: value.source, analysis: value.analysis, publishedAt: now })
    .onConflictDoNothing();
  const insertRenditions = missing.map((entry) =>
    database.insert(rendition).values({ recordingId: id, tier: entry.tier, document: entry }).onConflictDoNothing(),
  );
  await database.batch([insertRecording, ...insertRenditions]);
  return true;
}

/** Notes that a track plays a recording: written before the track's row, so that no audio goes from under one. */
export async function noteUses(databases: SlicedDatabases, uses: readonly { recordingId: string; trackId: string }[]): Promise<void> {
  for (const group of databases.group([...new Set(uses.map((use) => use.recordingId))])) {
    const rows = uses.filter((use) => group.ids.includes(use.recordingId));
    const values = JSON.stringify(rows.map((use) => [use.recordingId, use.trackId]));
    await group.database.insert(recordingUse).select(usesFrom(values)).onConflictDoNothing();
  }
}

function usesFrom(values: string) {
  return sql`SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(${values}) WHERE true`;
}

/** The tracks that play a recording: one query in its slice. */
export async function tracksUsing(databases: SlicedDatabases, recordingId: string): Promise<string[]> {
  const rows = await databases
    .of(recordingId)
    .select({ trackId: recordingUse.trackId })
    .from(recordingUse)
    .where(eq(recordingUse.recordingId, recordingId));
  return rows.map((row) => row.trackId);
}

/** Where a described file stands: the rows that make an object immutable. */
export async function isDescribed(databases: SlicedDatabases, recordingId: string, tier: Tier): Promise<boolean> {
  const known = (await readRecordings(databases, [recordingId])).get(recordingId);
  return known?.renditions.some((entry) => entry.tier === tier) ?? false;
}

/** Tracks (of those asked for) whose current recording is this one. */
export async function tracksPlaying(
  databases: SlicedDatabases,
  recordingId: string,
  trackIds: readonly string[],
): Promise<{ trackId: string; albumId: string; withdrawn: boolean }[]> {
  const groups = await Promise.all(
    databases
      .group(trackIds)
      .map((group) =>
        group.database
          .select({ trackId: track.id, albumId: track.albumId, withdrawn: track.withdrawn, recordingId: track.recordingId })
          .from(track)
          .where(isIn(track.id, group.ids)),
      ),
  );
  return groups.flat().filter((row) => row.recordingId === recordingId);
}

/** Every recording that these tracks play or ever played: a grant may name an earlier one. One query a database. */
export async function recordingsEverUsed(databases: SlicedDatabases, trackIds: readonly string[]): Promise<string[]> {
  const perDatabase = await Promise.all(
    databases
      .all()
      .map((database) => database.select({ id: recordingUse.recordingId }).from(recordingUse).where(isIn(recordingUse.trackId, trackIds))),
  );
  return [...new Set(perDatabase.flat().map((row) => row.id))];
}
