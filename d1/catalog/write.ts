/** Writes of the catalogue: artists and releases. Each album's rows and the note that it changed are one batch. */
import { eq, sql } from "drizzle-orm";
import { ClientError } from "../../contracts/errors.ts";
import type { CatalogueChange } from "../../contracts/catalogue-change.ts";
import type { TrackPlayback } from "../../contracts/documents.ts";
import type { ArtistCredit } from "../../domain/catalogue.ts";
import { idInSlice, sliceOf } from "../../domain/ids.ts";
import {
  artistKey,
  matchAlbum,
  matchTracks,
  releasedAt,
  releaseKeys,
  seedOfAlbum,
  type KnownAlbum,
} from "../../domain/release-identity.ts";
import type { ArtistInput, ReleaseInput, TrackInput } from "../../domain/release.ts";
import type { SlicedDatabases } from "../databases.ts";
import { album, albumKey, artist, catalogueChange, track, type AlbumRow, type TrackRow } from "../schema/catalog.ts";
import { isIn } from "./read.ts";
import { noteUses, readRecordings, type StoredRecording } from "./recordings.ts";

export type AppliedRelease = {
  albumId: string;
  outcome: "created" | "changed" | "unchanged";
  tracks: Pick<TrackRow, "id" | "disc" | "number" | "title">[];
  /** Known tracks that the delivery lacks. */
  absent: Pick<TrackRow, "id" | "disc" | "number" | "title">[];
  change: CatalogueChange | undefined;
};

/**
 * Applies a delivery: creates the album or corrects it, its ids kept. The same delivery again changes nothing.
 * @throws ClientError `unprocessable` when two tracks share a position or a recording is not known
 */
export async function applyRelease(databases: SlicedDatabases, release: ReleaseInput, now: number): Promise<AppliedRelease> {
  refuseSharedPositions(release.tracks);
  const recordings = await readRecordings(
    databases,
    release.tracks.map((entry) => entry.recording_id),
  );
  const unknown = release.tracks.findIndex((entry) => !recordings.has(entry.recording_id));
  if (unknown !== -1)
    throw new ClientError("unprocessable", { message: "That recording is not known.", field: `tracks.${unknown}.recording_id` });

  const albumId = await findAlbum(databases, release);
  const database = databases.of(albumId);
  const [[former], knownTracks] = await database.batch([
    database.select().from(album).where(eq(album.id, albumId)),
    database.select().from(track).where(eq(track.albumId, albumId)),
  ]);
  const trackIds = await nameTracks(albumId, knownTracks, release.tracks);
  const named = release.tracks.map((entry, index) => ({
    id: trackIds[index] ?? "",
    disc: entry.disc,
    number: entry.number,
    title: entry.title,
  }));
  const absent = knownTracks
    .filter((row) => !trackIds.includes(row.id))
    .map(({ id, disc, number, title }) => ({ id, disc, number, title }));
  const deliverySha256 = await digestHex({
    release,
    tiers: [...recordings.values()].map((stored) => [stored.id, stored.renditions.map((entry) => entry.tier)]),
  });
  if (former?.deliverySha256 === deliverySha256) return { albumId, outcome: "unchanged", tracks: named, absent, change: undefined };

  const credits = await nameArtists(databases, [...release.artists, ...release.tracks.flatMap((entry) => entry.artists)], now);
  const albumRow = toAlbumRow(albumId, release, credits, { withdrawn: former?.withdrawn ?? false, deliverySha256, now });
  const trackRows = release.tracks.map((entry, index) => {
    const id = trackIds[index] ?? "";
    const stored = recordings.get(entry.recording_id);
    if (!stored) throw new ClientError("unprocessable");
    return toTrackRow({
      id,
      albumId,
      entry,
      stored,
      credits,
      now,
      withdrawn: knownTracks.find((row) => row.id === id)?.withdrawn ?? false,
    });
  });
  await noteUses(
    databases,
    trackRows.map((row) => ({ recordingId: row.recordingId, trackId: row.id })),
  );
  const document = {
    album_id: albumId,
    former_artist_ids: formerArtists(former, knownTracks),
    former_cover_id: former?.cover && former.cover.id !== release.cover?.id ? former.cover.id : null,
    takedown: false,
  };
  const results = await database.batch([
    database.insert(catalogueChange).values({ albumId, document, at: now }).returning({ id: catalogueChange.id }),
    database
      .insert(album)
      .values(albumRow)
      .onConflictDoUpdate({ target: album.id, set: exceptWithdrawn(albumRow) }),
    ...releaseKeys(release).map((key) => database.insert(albumKey).values({ key, albumId }).onConflictDoNothing()),
    ...trackRows.map((row) =>
      database
        .insert(track)
        .values(row)
        .onConflictDoUpdate({ target: track.id, set: exceptWithdrawn(row) }),
    ),
  ]);
  const change = { id: results[0][0]?.id ?? 0, ...document };
  return { albumId, outcome: former ? "changed" : "created", tracks: named, absent, change };
}

/** A delivery never decides on takedowns, not even by what it read before one. */
function exceptWithdrawn<Row extends { withdrawn: boolean }>({ withdrawn: _withdrawn, ...rest }: Row): Omit<Row, "withdrawn"> {
  return rest;
}

function refuseSharedPositions(tracks: readonly TrackInput[]): void {
  const seen = new Set<string>();
  for (const [index, entry] of tracks.entries()) {
    const position = `${entry.disc}-${entry.number}`;
    if (seen.has(position)) {
      throw new ClientError("unprocessable", {
        message: `Two tracks are number ${entry.number} of disc ${entry.disc}.`,
        field: `tracks.${index}.number`,
      });
    }
    seen.add(position);
  }
}

/** Keys are looked up in every database, since the slice of an album can't be told from them once databases were added. */
async function findAlbum(databases: SlicedDatabases, release: ReleaseInput): Promise<string> {
  const keys = releaseKeys(release);
  const perDatabase = await Promise.all(
    databases.all().map((database) =>
      database
        .select({ key: albumKey.key, albumId: albumKey.albumId })
        .from(albumKey)
        .where(
          sql`${albumKey.albumId} IN (SELECT album_id FROM album_key WHERE key IN (SELECT value FROM json_each(${JSON.stringify(keys)})))`,
        ),
    ),
  );
  const known = perDatabase.flat();
  const namesakes = known.filter((entry) => entry.key.startsWith("name:") && keys.includes(entry.key)).map((entry) => entry.albumId);
  const found = matchAlbum(release, known, await readNamesakes(databases, namesakes));
  return found ?? databases.newId(await digest(`album ${seedOfAlbum(release)}`));
}

/** What tells albums of one name apart: one batch of two queries a slice. */
async function readNamesakes(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, KnownAlbum>> {
  const albums = new Map<string, KnownAlbum>();
  for (const group of databases.group(ids)) {
    const [rows, tracks] = await group.database.batch([
      group.database.select({ id: album.id, releaseDate: album.releaseDate }).from(album).where(isIn(album.id, group.ids)),
      group.database
        .select({ albumId: track.albumId, recordingId: track.recordingId, isrc: track.isrc })
        .from(track)
        .where(isIn(track.albumId, group.ids)),
    ]);
    for (const { id, releaseDate } of rows) albums.set(id, { releaseDate, tracks: tracks.filter((row) => row.albumId === id) });
  }
  return albums;
}

/** Ids for the delivered tracks: known ones keep theirs, new ones get one in the album's slice. */
async function nameTracks(albumId: string, known: readonly TrackRow[], delivered: readonly TrackInput[]): Promise<string[]> {
  const matched = matchTracks(known, delivered);
  const taken = new Set(known.map((row) => row.id));
  const ids: string[] = [];
  for (const [index, input] of delivered.entries()) {
    let id = matched[index];
    for (let attempt = 0; id === undefined; attempt++) {
      const candidate = idInSlice(
        sliceOf(albumId) ?? 0,
        await digest(`track ${albumId} ${input.disc} ${input.number} ${input.recording_id} ${attempt}`),
      );
      if (!taken.has(candidate)) id = candidate;
    }
    taken.add(id);
    ids.push(id);
  }
  return ids;
}

/** Artists by their keys; new ones are written, each in a slice of its own. */
async function nameArtists(databases: SlicedDatabases, inputs: readonly ArtistInput[], now: number): Promise<Map<string, ArtistCredit>> {
  const wanted = new Map(inputs.map((input) => [artistKey(input), input]));
  const found = await Promise.all(
    databases.all().map((database) =>
      database
        .select({ id: artist.id, key: artist.key, name: artist.name })
        .from(artist)
        .where(isIn(artist.key, [...wanted.keys()])),
    ),
  );
  const known = new Map(found.flat().map((row) => [row.key, row]));
  const credits = new Map<string, ArtistCredit>();
  for (const [key, input] of wanted) {
    const row = known.get(key);
    const id = row?.id ?? databases.newId(await digest(`artist ${key}`));
    credits.set(key, { id, name: input.name });
    if (row?.name === input.name) continue;
    const values = { id, key, name: input.name, mbid: input.mbid ?? null, updatedAt: now };
    await databases
      .of(id)
      .insert(artist)
      .values(values)
      .onConflictDoUpdate({ target: artist.id, set: { name: input.name, updatedAt: now } });
  }
  return credits;
}

function creditsOf(inputs: readonly ArtistInput[], credits: ReadonlyMap<string, ArtistCredit>): ArtistCredit[] {
  return inputs.flatMap((input) => {
    const credit = credits.get(artistKey(input));
    return credit ? [{ id: credit.id, name: input.name }] : [];
  });
}

function toAlbumRow(
  id: string,
  release: ReleaseInput,
  credits: ReadonlyMap<string, ArtistCredit>,
  state: { withdrawn: boolean; deliverySha256: string; now: number },
): AlbumRow {
  return {
    id,
    title: release.title,
    albumType: release.album_type,
    artists: creditsOf(release.artists, credits),
    label: release.label ?? null,
    pLine: release.p_line ?? null,
    cLine: release.c_line ?? null,
    upc: release.upc ?? null,
    mbid: release.mbid ?? null,
    releaseDate: release.release_date,
    releasedAt: releasedAt(release),
    genres: release.genres,
    language: release.language ?? null,
    markets: release.markets,
    gapless: release.gapless,
    cover: release.cover ?? null,
    withdrawn: state.withdrawn,
    deliverySha256: state.deliverySha256,
    updatedAt: state.now,
  };
}

function toTrackRow(input: {
  id: string;
  albumId: string;
  entry: TrackInput;
  stored: StoredRecording;
  credits: ReadonlyMap<string, ArtistCredit>;
  now: number;
  withdrawn: boolean;
}): TrackRow {
  const { id, albumId, entry, stored, credits, now, withdrawn } = input;
  return {
    id,
    albumId,
    disc: entry.disc,
    number: entry.number,
    title: entry.title,
    artists: creditsOf(entry.artists, credits),
    isrc: entry.isrc ?? null,
    mbid: entry.mbid ?? null,
    explicit: entry.explicit,
    language: entry.language ?? null,
    genres: entry.genres,
    markets: entry.markets,
    rights: entry.rights,
    lyrics: entry.lyrics ?? null,
    replayGain: entry.replay_gain ?? null,
    recordingId: stored.id,
    durationMs: Math.round((stored.source.samples / stored.source.sample_rate) * 1000),
    playback: toPlayback(stored),
    withdrawn,
    updatedAt: now,
  };
}

function toPlayback(stored: StoredRecording): TrackPlayback {
  return {
    waveform: stored.analysis.waveform,
    integrated_lufs: stored.analysis.integrated_lufs,
    true_peak_dbtp: stored.analysis.true_peak_dbtp,
    published_at: stored.publishedAt,
    renditions: stored.renditions.map(({ fragments: _fragments, sha256: _sha256, ...rest }) => rest),
  };
}

function formerArtists(former: AlbumRow | undefined, tracks: readonly TrackRow[]): string[] {
  return [...new Set([...(former?.artists ?? []), ...tracks.flatMap((row) => row.artists)].map((credit) => credit.id))];
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

async function digestHex(value: unknown): Promise<string> {
  return Array.from(await digest(JSON.stringify(value)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
