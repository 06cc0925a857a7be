/** Whole runs against the contract in memory. */
import { once } from "node:events";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { analyse, ingest, type IngestOptions, type IngestProgress } from "./index.ts";
import { quietFFmpeg } from "./encode/native.ts";
import { convert } from "./support/convert.ts";
import { MemoryServer } from "./support/memory-server.ts";
import { testSignal, wavFile } from "./support/test-signal.ts";

let server: MemoryServer;
let url: string;
let folder: string;
let music: string;

beforeEach(async () => {
  quietFFmpeg();
  server = new MemoryServer();
  url = await server.listen();
  folder = mkdtempSync(join(tmpdir(), "nearfield-ingest-"));
  music = join(folder, "music");
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(options: Partial<IngestOptions> = {}) {
  const retries = { attempts: 3, firstPause: 1, pause: async () => undefined };
  return ingest({ folders: [music], server: url, key: server.key, cacheDir: join(folder, "cache"), concurrency: 2, retries, ...options });
}

function runAnalysis(options: Partial<IngestOptions> = {}) {
  const retries = { attempts: 3, firstPause: 1, pause: async () => undefined };
  return analyse({ folders: [], server: url, key: server.key, cacheDir: join(folder, "cache"), concurrency: 2, retries, ...options });
}

function addTrack(path: string, seed: number, seconds = 1.5): void {
  const samples = Math.round(seconds * 44_100);
  mkdirSync(join(music, path, ".."), { recursive: true });
  writeFileSync(
    join(music, path),
    wavFile([testSignal(seed, samples, 44_100), testSignal(seed + 100, samples, 44_100)], { sampleRate: 44_100, bits: 16 }),
  );
}

async function addAlbum(): Promise<void> {
  addTrack("Some One - Album/01 - First.wav", 1);
  addTrack("Some One - Album/02 - Second.wav", 2);
  writeFileSync(
    join(music, "Some One - Album/cover.png"),
    await sharp({ create: { width: 700, height: 700, channels: 3, background: "#336699" } })
      .png()
      .toBuffer(),
  );
}

test("a second run encodes and sends nothing, and a repeated track is encoded once", async () => {
  await addAlbum();
  addTrack("Some One - Best Of/01 - First Again.wav", 1);
  const first = await run();
  expect(first).toMatchObject({ files: 3, refused: [], encodedRecordings: 2 });
  expect(first.releases.map(({ outcome }) => outcome)).toEqual(["created", "created"]);
  // Two recordings with eight tiers, a master and an analysis each, one cover in three sizes.
  expect(first.uploadedObjects).toBe(2 * 10 + 3);
  expect(server.orphans()).toEqual([]);
  server.requests.length = 0;
  const second = await run();
  expect(second).toMatchObject({ encodedRecordings: 0, uploadedObjects: 0, uploadedBytes: 0 });
  expect(second.releases.map(({ outcome }) => outcome)).toEqual(["unchanged", "unchanged"]);
  expect(server.requests).toEqual(["POST /ingest/v1/recordings/resolve", "POST /ingest/v1/releases", "POST /ingest/v1/releases"]);
});

test("playable tiers come first; the second pass adds the others to the same recording", async () => {
  await addAlbum();
  await run({ tiers: ["aac-128", "aac-256"] });
  const [playable] = [...server.recordings.values()];
  expect(playable?.renditions.map(({ tier }) => tier)).toEqual(["aac-128", "aac-256"]);
  expect(server.releases.size).toBe(1);
  const rest = await run();
  expect(rest).toMatchObject({ encodedRecordings: 2, uploadedObjects: 2 * 6 });
  const [whole] = [...server.recordings.values()];
  expect(whole?.renditions).toHaveLength(8);
  expect(whole?.analysis).toEqual(playable?.analysis);
});

test("changed tags change the release and not the recording; a file gone is reported", async () => {
  const wav = join(folder, "source.wav");
  writeFileSync(wav, wavFile([testSignal(1, 60_000, 44_100)], { sampleRate: 44_100, bits: 16 }));
  mkdirSync(music);
  convert(wav, join(music, "a.flac"), "flac", { title: "Before", album: "Album", artist: "Ana" });
  addTrack("b.wav", 2);
  await run();
  convert(wav, join(music, "a.flac"), "flac", { title: "After", album: "Album", artist: "Ana" });
  rmSync(join(music, "b.wav"));
  const second = await run();
  expect(second).toMatchObject({ encodedRecordings: 0, uploadedObjects: 0 });
  expect(second.releases).toMatchObject([{ outcome: "changed", absent: [{ title: "b" }] }]);
  expect([...server.releases.values()][0]?.tracks.map(({ title }) => title)).toEqual(["After"]);
});

test("what cannot come in is named with its reason, and the rest goes on", async () => {
  addTrack("Album/01 - Good.wav", 1);
  writeFileSync(join(music, "Album/02 - Empty.mp3"), "");
  writeFileSync(join(music, "Album/03 - Text.flac"), "words ".repeat(500));
  writeFileSync(join(music, "Album/04 - Bought.m4p"), "protected");
  writeFileSync(join(music, "Album/program.exe"), "MZ");
  writeFileSync(join(music, "Album/notes.txt"), "fine");
  writeFileSync(join(music, "Album/cover.jpg"), "no picture");
  const { refused, releases } = await run();
  const reasons = Object.fromEntries(refused.map(({ path, reason }) => [path.slice(music.length + 7), reason]));
  expect(Object.keys(reasons).toSorted()).toEqual(["02 - Empty.mp3", "03 - Text.flac", "04 - Bought.m4p", "cover.jpg", "program.exe"]);
  expect(reasons["02 - Empty.mp3"]).toContain("empty");
  expect(reasons["04 - Bought.m4p"]).toContain("DRM");
  expect(releases).toMatchObject([{ tracks: 1, outcome: "created" }]);
});

test("a manifest that cannot be followed keeps its release out, and only that", async () => {
  addTrack("Good/01 - Good.wav", 1);
  addTrack("Bad/01 - Track.wav", 2);
  writeFileSync(join(music, "Bad/release.toml"), 'title = "Bad"\nmarkets = ["Germany"]\n');
  writeFileSync(
    join(music, "Good/release.toml"),
    'title = "Good"\nartists = ["Ana"]\nrelease_date = "2021-02-03"\n[[tracks]]\nfile = "02 - Gone.wav"\n',
  );
  const { refused, releases } = await run({ tiers: ["vorbis-24"] });
  expect(refused).toMatchObject(
    [{ reason: "the manifest names it, but it is not there" }, { reason: expect.stringContaining("markets") }].toReversed(),
  );
  expect(releases.map(({ title }) => title)).toEqual(["Good"]);
});

test("the same sound in another file is told", async () => {
  addTrack("Album/01 - Song.wav", 1, 12);
  convert(join(music, "Album/01 - Song.wav"), join(music, "Album/02 - Song Again.mp3"), "mp3");
  const { remarks } = await run({ tiers: ["vorbis-24"], concurrency: 1 });
  expect(remarks.map(({ problem }) => problem)).toContain("duplicate");
});

test("two runs at once end as one", async () => {
  await addAlbum();
  const summaries = await Promise.all([run(), run({ cacheDir: join(folder, "other-cache") })]);
  expect(summaries.flatMap(({ refused }) => refused)).toEqual([]);
  expect(server.recordings.size).toBe(2);
  expect([...server.recordings.values()].every(({ renditions }) => renditions.length === 8)).toBe(true);
  expect(server.orphans()).toEqual([]);
});

test("a server that stumbles now and then delays a run, no more", async () => {
  await addAlbum();
  let count = 0;
  server.interfere = () => (++count % 3 === 0 ? 503 : undefined);
  expect(await run({ tiers: ["vorbis-24", "aac-128"] })).toMatchObject({ refused: [], encodedRecordings: 2 });
  expect(server.orphans()).toEqual([]);
});

test("a wrong key ends the run", async () => {
  await addAlbum();
  await expect(run({ key: "wrong" })).rejects.toMatchObject({ status: 401 });
});

test("an aborted run stops, and leaves no scratch files", async () => {
  addTrack("Album/01 - Long.wav", 1, 30);
  const abort = new AbortController();
  const onProgress = (progress: IngestProgress) => {
    if (progress.kind === "encoding") abort.abort(new Error("enough"));
  };
  await expect(run({ signal: abort.signal, onProgress })).rejects.toThrow("enough");
  expect(readdirSync(join(folder, "cache", "scratch"))).toEqual([]);
});

test("a run killed in the middle is completed by the next one, without an orphan", async () => {
  await addAlbum();
  addTrack("Some One - Album/03 - Third.wav", 3, 4);
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const environment = { ...process.env, NEARFIELD_INGEST_KEY: server.key };
  const command = ["--disable-warning=ExperimentalWarning", main, music, "--server", url, "--state", folder, "--jobs", "1"];
  const child = spawn(process.execPath, command, { env: environment, stdio: "ignore" });
  // The third object of a recording is on its way: some are stored, and no row describes them.
  const killed = new Promise<void>((resolve) => {
    server.interfere = (method) => {
      if (method === "PUT" && server.objects.size === 3) {
        child.kill("SIGKILL");
        resolve();
      }
      return undefined;
    };
  });
  await Promise.all([killed, once(child, "exit")]);
  server.interfere = () => undefined;
  expect(server.orphans().length).toBeGreaterThan(0);
  const cacheDir = join(folder, "ingest-cache");
  expect(existsSync(join(cacheDir, "scratch"))).toBe(true);
  const before = new Map(server.objects);
  const summary = await run({ cacheDir });
  expect(summary).toMatchObject({ refused: [], releases: [{ outcome: "created", tracks: 3 }] });
  expect(server.orphans()).toEqual([]);
  for (const [key, bytes] of before) expect(server.objects.get(key)).toEqual(bytes);
  expect(readdirSync(join(cacheDir, "scratch"))).toEqual([]);
});

test("lyrics beside the audio come along", async () => {
  addTrack("Album/01 - Song.wav", 1);
  writeFileSync(join(music, "Album/01 - Song.lrc"), "[00:00.50]Hello\n");
  await run({ tiers: ["vorbis-24"] });
  expect([...server.releases.values()][0]?.tracks[0]?.lyrics).toEqual({ lines: [{ at_ms: 500, text: "Hello" }] });
});

test("every recording gets audio features, and a pass without them leaves them to the next", async () => {
  await addAlbum();
  const first = await run({ features: false });
  expect(first).toMatchObject({ encodedRecordings: 2, analysedRecordings: 0 });
  expect(server.features.size).toBe(0);
  const second = await run();
  expect(second).toMatchObject({ encodedRecordings: 0, analysedRecordings: 2, refused: [] });
  const third = await run();
  expect(third).toMatchObject({ analysedRecordings: 0, uploadedObjects: 0 });
  for (const [id, { features, analysis }] of server.features) {
    expect(features.duration_ms).toBe(1500);
    expect(features.loudness).toBe(server.recordings.get(id)?.analysis.integrated_lufs);
    expect(server.objects.get(`recordings/${id}/analysis-1.json.gz`)).toHaveLength(analysis.bytes);
  }
  expect(server.orphans()).toEqual([]);
});

test("what the server has without features is analysed from the masters that it kept, and only that", async () => {
  await addAlbum();
  await run({ features: false });
  const [kept] = server.recordings.keys();
  rmSync(music, { recursive: true });
  server.interfere = (_, path) => (path.endsWith(`/masters/${kept}`) ? 404 : undefined);
  expect(await runAnalysis()).toMatchObject({ analysedRecordings: 1, refused: [{ path: `masters/${kept}.wav` }] });
  server.interfere = () => undefined;
  expect(await runAnalysis()).toMatchObject({ analysedRecordings: 1, files: 1, refused: [] });
  expect(server.features.size).toBe(2);
  server.requests.length = 0;
  expect(await runAnalysis()).toMatchObject({ analysedRecordings: 0, files: 0 });
  expect(server.requests).toEqual(["GET /ingest/v1/recordings/stale"]);
  expect(readdirSync(join(folder, "cache/scratch"))).toEqual([]);
});

test("folders at hand are analysed without a master being fetched, and nothing in them comes in anew", async () => {
  await addAlbum();
  await run({ features: false });
  addTrack("Some One - Album/03 - Unknown.wav", 3);
  server.requests.length = 0;
  expect(await runAnalysis({ folders: [music] })).toMatchObject({ analysedRecordings: 2, encodedRecordings: 0, releases: [] });
  expect(server.requests.filter((request) => request.includes("/masters/"))).toEqual([]);
  expect(server.recordings.size).toBe(2);
});

test("features of a newer method stay as they are", async () => {
  await addAlbum();
  await run();
  for (const [id, document] of server.features) server.features.set(id, { ...document, version: 7 });
  expect(await run()).toMatchObject({ analysedRecordings: 0 });
  expect(await runAnalysis()).toMatchObject({ analysedRecordings: 0 });
  expect([...server.features.values()].map(({ version }) => version)).toEqual([7, 7]);
});
