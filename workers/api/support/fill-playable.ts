/** Albums of which not every track can be heard by everybody, in two databases, written as ingest and jobs write them. */
import { projectAlbum, readForProjection } from "../../../d1/catalog/project.ts";
import { addRecording } from "../../../d1/catalog/recordings.ts";
import { applyRelease } from "../../../d1/catalog/write.ts";
import type { SlicedDatabases } from "../../../d1/databases.ts";
import type { Recording } from "../../../domain/catalogue.ts";
import type { ReleaseInput } from "../../../domain/release.ts";
import { plainRecording, plainTrack } from "./recording.ts";

export type PlayableCatalogue = {
  albums: { id: string; trackIds: string[] }[];
  artistId: string;
  /** Of a track that is sold in Japan alone, and of one elsewhere that plays the same recording. */
  inJapan: string;
  standIn: string;
};

const albumsDelivered = 30;

/** Each album has nine tracks that everybody hears, and one (the last) that is explicit. */
export async function fillPlayable(databases: SlicedDatabases): Promise<PlayableCatalogue> {
  const recordingId = await addNamed(databases, "one recording for all tracks");
  const albums = [];
  let artistId = "";
  for (let index = 0; index < albumsDelivered; index++) {
    const tracks = Array.from({ length: 10 }, (_, at) => ({ recordingId, explicit: at === 9 }));
    const delivered = await deliver(databases, `Album ${index}`, tracks);
    artistId = delivered.artistId;
    albums.push(delivered);
  }
  const shared = await addNamed(databases, "a recording of two releases");
  const japanese = await deliver(databases, "Only in Japan", [{ recordingId: shared, explicit: false }], ["JP"]);
  const elsewhere = await deliver(databases, "Elsewhere", [{ recordingId: shared, explicit: false }]);
  return { albums, artistId, inJapan: japanese.trackIds[0] ?? "", standIn: elsewhere.trackIds[0] ?? "" };
}

async function addNamed(databases: SlicedDatabases, name: string): Promise<string> {
  const id = databases.newId(new TextEncoder().encode(name.padEnd(16)));
  const audio_sha256 = Array.from(name.padEnd(32).slice(0, 32), (letter) =>
    (letter.codePointAt(0) ?? 0).toString(16).padStart(2, "0"),
  ).join("");
  await addRecording(databases, id, { ...recording, source: { ...recording.source, audio_sha256 } }, 0);
  return id;
}

type Delivered = { id: string; trackIds: string[]; artistId: string };
type Track = { recordingId: string; explicit: boolean };

async function deliver(
  databases: SlicedDatabases,
  title: string,
  tracks: readonly Track[],
  markets: string[] | null = null,
): Promise<Delivered> {
  const applied = await applyRelease(databases, releaseOf(title, tracks, markets), Date.now());
  const projected = await readForProjection(databases, applied.albumId);
  if (!projected) throw new Error("what was delivered is not there");
  await projectAlbum(databases, projected, []);
  return { id: applied.albumId, trackIds: applied.tracks.map((track) => track.id), artistId: projected.artistIds[0] ?? "" };
}

function releaseOf(title: string, tracks: readonly Track[], markets: string[] | null): ReleaseInput {
  return {
    title,
    album_type: "album",
    artists: [{ name: "The Owner" }],
    release_date: "2015-05-17",
    genres: [],
    markets,
    gapless: false,
    tracks: tracks.map(({ recordingId, explicit }, at) => ({ ...plainTrack(recordingId, at), explicit })),
  };
}

const recording: Recording = {
  ...plainRecording,
  renditions: [
    {
      tier: "aac-128",
      codec: "aac",
      container: "mp4",
      bitrate: 128_000,
      bytes: 16_000,
      sample_rate: 44_100,
      channels: 2,
      samples: 44_100,
      encoder_delay: 1024,
      sha256: "1".repeat(64),
      head: { offset: 0, length: 8000 },
      preview: { bytes: 8000, samples: 22_050 },
      fragments: [[0, 1000]],
    },
  ],
};
