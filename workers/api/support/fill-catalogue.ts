/** A catalogue for tests in two databases, written as ingest and jobs write it, among many more releases than tests could deliver. */
import { readOwnAlbums, writePortrait } from "../../../d1/catalog/portraits.ts";
import { projectAlbum, readForProjection } from "../../../d1/catalog/project.ts";
import { addRecording } from "../../../d1/catalog/recordings.ts";
import { applyRelease } from "../../../d1/catalog/write.ts";
import type { SlicedDatabases } from "../../../d1/databases.ts";
import { sql } from "drizzle-orm";
import type { ReleaseInput } from "../../../domain/release.ts";
import { plainRecording, plainTrack } from "./recording.ts";

export type FilledCatalogue = { albumIds: string[]; artistIds: string[]; trackIds: string[]; soldInGermany: number };

const albumsDelivered = 50;
const tracksEach = 10;
const listed = 127_000;

export async function fillCatalogue(databases: SlicedDatabases): Promise<FilledCatalogue> {
  const listedInGermany = await fillNewReleases(databases);
  const recordingId = databases.newId(new TextEncoder().encode("one recording for all tracks"));
  await addRecording(databases, recordingId, plainRecording, 0);
  const albumIds: string[] = [];
  const trackIds: string[] = [];
  const artistIds = new Set<string>();
  for (let index = 0; index < albumsDelivered; index++) {
    const applied = await applyRelease(databases, releaseOf(index, recordingId), Date.now());
    const projected = await readForProjection(databases, applied.albumId);
    if (!projected) throw new Error("what was delivered is not there");
    await projectAlbum(databases, projected, []);
    albumIds.push(applied.albumId);
    // One of each album first, so that any fifty are of fifty albums.
    trackIds.splice(index, 0, applied.tracks[0]?.id ?? "");
    trackIds.push(...applied.tracks.slice(1).map((track) => track.id));
    for (const artistId of projected.artistIds) artistIds.add(artistId);
  }
  for (const artistId of artistIds) await writePortrait(databases, artistId, await readOwnAlbums(databases, artistId), Date.now());
  return { albumIds, trackIds, artistIds: [...artistIds], soldInGermany: listedInGermany + albumsDelivered };
}

function releaseOf(index: number, recordingId: string): ReleaseInput {
  return {
    title: `Album ${index}`,
    album_type: "album",
    artists: [{ name: "The Owner" }],
    release_date: `20${String(10 + (index % 10))}-05-17`,
    genres: ["Ambient"],
    markets: null,
    gapless: false,
    tracks: Array.from({ length: tracksEach }, (_, at) => ({
      ...plainTrack(recordingId, at),
      artists: [{ name: "The Owner" }, ...(at === 0 ? [{ name: `Guest ${index}` }] : [])],
    })),
  };
}

/** Every fifth is sold in Japan alone; a thousand are yet to come. @returns how many are out in Germany */
async function fillNewReleases(databases: SlicedDatabases): Promise<number> {
  await databases.listing().run(sql`
    WITH RECURSIVE one (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM one WHERE n < ${listed - 1})
    INSERT INTO new_release (album_id, released_at, document)
    SELECT printf('%022d', n), ${Date.now()} + (1000 - n / 2) * 86400000, json_object(
      'id', printf('%022d', n), 'title', 'Listed', 'album_type', 'album', 'artists', json('[]'), 'release_date', '2020',
      'released_at', ${Date.now()} + (1000 - n / 2) * 86400000, 'markets', json(iif(n % 5 = 0, '["JP"]', 'null')), 'cover', NULL,
      'genres', json('[]'), 'total_tracks', 1)
    FROM one`);
  const [counted] = await databases.listing().all<{ out: number }>(sql`
    SELECT count(*) AS out FROM new_release WHERE released_at <= ${Date.now()} AND document ->> '$.markets' IS NULL`);
  return counted?.out ?? 0;
}
