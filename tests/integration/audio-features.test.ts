/** What recordings sound like, from masters to the Web API. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { albumSchema } from "../../contracts/web-api/albums.ts";
import { audioAnalysisSchema, audioFeaturesObjectSchema, getSeveralAudioFeatures } from "../../contracts/web-api/audio-features.ts";
import { analyse, ingest } from "../../r2-ingest/index.ts";
import { cadence, drumLoop } from "../../r2-ingest/support/test-music.ts";
import { wavFile } from "../../r2-ingest/support/test-signal.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";

const unknown = "0".repeat(22);

let service: TestService;
let folder: string;
let tracks: string[];

function options() {
  return { folders: [join(folder, "music")], server: service.url, key: service.secrets.ingest_key, cacheDir: join(folder, "cache") };
}

beforeAll(async () => {
  service = await startService();
  folder = mkdtempSync(join(tmpdir(), "nearfield-features-"));
  mkdirSync(join(folder, "music/Some One - Album"), { recursive: true });
  const sounds = [
    drumLoop({ tempo: 100, swing: 0, noise: 0.01, beatsPerBar: 4, seconds: 15, seed: 3 }),
    cadence({ key: 3, mode: 0, pitch: 440, brightness: 0.5, seed: 4 }),
  ];
  for (const [index, sound] of sounds.entries()) {
    writeFileSync(join(folder, `music/Some One - Album/0${index + 1} - Track.wav`), wavFile([sound], { sampleRate: 22_050, bits: 16 }));
  }
  const { releases, refused } = await ingest({ ...options(), tiers: ["aac-128"] });
  expect(refused).toEqual([]);
  const album = albumSchema.parse(await (await service.api(`/v1/albums/${releases[0]?.albumId}`)).json());
  tracks = album.tracks.items.map(({ id }) => id);
});
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function several(ids: readonly string[]) {
  const response = await service.api(`/v1/audio-features?ids=${ids.join(",")}`);
  return getSeveralAudioFeatures.answer.parse(await response.json()).audio_features;
}

test("features tell tempo and key, one by one and together, with null for what is not known", async () => {
  const [drums = "", chords = ""] = tracks;
  const features = audioFeaturesObjectSchema.parse(await (await service.api(`/v1/audio-features/${drums}`)).json());
  expect(features).toMatchObject({ id: drums, type: "audio_features", uri: `nearfield:track:${drums}`, time_signature: 4 });
  expect([50, 100, 200].some((tempo) => Math.abs(features.tempo / tempo - 1) < 0.04)).toBe(true);
  const [first, missing, second] = await several([chords, unknown, drums]);
  expect([first?.key, first?.mode, missing, second]).toEqual([3, 0, null, features]);
  expect((await service.api(`/v1/audio-features/${unknown}`)).status).toBe(404);
  expect((await service.api("/v1/audio-features")).status).toBe(400);
  expect((await service.api(`/v1/audio-features?ids=${Array.from({ length: 101 }, () => unknown).join(",")}`)).status).toBe(400);
});

test("the analysis is read from beside the audio", async () => {
  const { meta, track, beats, segments } = audioAnalysisSchema.parse(await (await service.api(`/v1/audio-analysis/${tracks[0]}`)).json());
  expect(meta).toMatchObject({ status_code: 0, platform: "Nearfield" });
  expect(track).toMatchObject({ duration: 15, num_samples: 15 * 22_050, time_signature: 4 });
  expect(beats.length).toBeGreaterThan(10);
  expect(segments.length).toBeGreaterThan(10);
  expect((await service.api(`/v1/audio-analysis/${unknown}`)).status).toBe(404);
});

async function forget(): Promise<void> {
  for (const name of ["CATALOG_0", "CATALOG_1"].slice(0, Number(process.env["DATABASES"] ?? 1))) {
    const database = await service.miniflare.getD1Database(name, "nearfield-api");
    await database.prepare("DELETE FROM audio_features").run();
  }
}

test("masters that came before features did are analysed from what the service keeps, once", async () => {
  const before = await several(tracks);
  await forget();
  expect(await several(tracks)).toEqual([null, null]);
  expect(await analyse({ ...options(), folders: [] })).toMatchObject({ analysedRecordings: 2, refused: [] });
  expect(await several(tracks)).toEqual(before);
  expect(await analyse({ ...options(), folders: [] })).toMatchObject({ analysedRecordings: 0, files: 0 });
});

test("an older method never replaces a newer one, and nothing is described whose analysis is not there", async () => {
  const bucket = await service.miniflare.getR2Bucket("MEDIA", "nearfield-ingest");
  const { objects } = await bucket.list({ prefix: "recordings/" });
  const key = objects.find((object) => object.key.endsWith("/analysis-1.json.gz"))?.key ?? "";
  const id = key.split("/")[1] ?? "";
  const put = async (version: number, bytes: number) => {
    const features = { ...(await several(tracks))[0], duration_ms: 15_000 };
    const body = { version, analysed_at: 1, analysis_time: 1, features, analysis: { bytes, sha256: "0".repeat(64) } };
    const headers = { authorization: `Bearer ${service.secrets.ingest_key}`, "content-type": "application/json" };
    return fetch(`${service.url}/ingest/v1/recordings/${id}/features`, { method: "PUT", headers, body: JSON.stringify(body) });
  };
  expect((await put(2, 99)).status).toBe(422);
  await bucket.put(`recordings/${id}/analysis-2.json.gz`, new Uint8Array(99));
  expect(await (await put(2, 99)).json()).toEqual({ recording_id: id, version: 2, changed: true });
  expect(await bucket.head(key)).toBeNull();
  expect(await (await put(1, 99)).json()).toEqual({ recording_id: id, version: 2, changed: false });
  await bucket.delete(`recordings/${id}/analysis-2.json.gz`);
  await forget();
  await analyse({ ...options(), folders: [] });
});

test("what is taken down has no features, its analysis is withheld with its audio, and both come back", async () => {
  const [drums = ""] = tracks;
  const move = async (action: "withdraw" | "restore"): Promise<void> => {
    const headers = { authorization: `Bearer ${service.secrets.ingest_key}`, "content-type": "application/json" };
    const body = JSON.stringify({ id: drums, action });
    expect((await fetch(`${service.url}/ingest/v1/takedowns`, { method: "POST", headers, body })).status).toBe(200);
  };
  const bucket = await service.miniflare.getR2Bucket("MEDIA", "nearfield-ingest");
  const held = async (): Promise<number> =>
    (await bucket.list({ prefix: "withheld/" })).objects.filter(({ key }) => key.endsWith("/analysis-1.json.gz")).length;
  await move("withdraw");
  expect((await several(tracks)).map((features) => features === null)).toEqual([true, false]);
  expect((await service.api(`/v1/audio-analysis/${drums}`)).status).toBe(404);
  await waitFor(async () => (await held()) === 1, "the analysis withheld");
  await move("restore");
  await waitFor(async () => (await service.api(`/v1/audio-analysis/${drums}`)).status === 200, "the analysis back");
});
