/** A catalogue for tests, written as ingest writes it. Its audio is a few bytes. */
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { addRecording } from "../../../d1/catalog/recordings.ts";
import { applyRelease, type AppliedRelease } from "../../../d1/catalog/write.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { encodeId } from "../../../domain/ids.ts";
import type { ReleaseInput, TrackInput } from "../../../domain/release.ts";

export const databases = openDatabases(env, env.CATALOG_SLICES);

/** Readies the database: once a file. */
export async function migrate(): Promise<void> {
  const migrations: Parameters<typeof applyD1Migrations>[1] = JSON.parse(String(Reflect.get(env, "MIGRATIONS")));
  await applyD1Migrations(env.CATALOG_0, migrations);
}

let made = 0;

/** An id in the first slices, which the one database holds. */
export function newId(): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(12, ++made);
  return encodeId(bytes);
}

/** @returns a recording's id; its one file lies where grants look for it */
export async function makeRecording(): Promise<string> {
  const id = newId();
  const audioSha256 = made.toString(16).padStart(64, "0");
  const source = { audio_sha256: audioSha256, codec: "flac", sample_rate: 44_100, channels: 2, bits_per_sample: 16, samples: 44_100 };
  const analysis = { integrated_lufs: -10, range_lu: 5, true_peak_dbtp: -1, waveform: "", fingerprint: null, quality: [] };
  await addRecording(databases, id, { source: { ...source, master_key: `masters/${id}.flac` }, analysis, renditions: [] }, 0);
  await env.MEDIA.put(`recordings/${id}/aac-128.mp4`, "audio");
  return id;
}

function trackOf(recordingId: string, number: number): TrackInput {
  return {
    recording_id: recordingId,
    disc: 1,
    number,
    title: `Track ${number}`,
    artists: [{ name: "The Tests" }],
    explicit: false,
    genres: [],
    markets: null,
    rights: [],
  };
}

/** Delivers a release, without following it. */
export function deliver(title: string, recordingIds: string[], more: Partial<ReleaseInput> = {}): Promise<AppliedRelease> {
  const release: ReleaseInput = {
    title,
    album_type: "album",
    artists: [{ name: "The Tests" }],
    release_date: "2020",
    genres: [],
    markets: null,
    gapless: false,
    tracks: recordingIds.map((recordingId, index) => trackOf(recordingId, index + 1)),
    ...more,
  };
  return applyRelease(databases, release, Date.now());
}
