/** Masters come in whole, whatever breaks: the ingest killed anywhere, two of them at once, the service killed under load. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tiers } from "../../domain/ladder.ts";
import { ingest } from "../../r2-ingest/index.ts";
import { composeDemo } from "../../tools/demo/index.ts";
import { root } from "../../tools/support/paths.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";

let folder: string;
let releases: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nearfield-faults-"));
  releases = await composeDemo(join(folder, "masters"), { only: ["snow-seen-from-indoors", "glasshouse"] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function startIngest(url: string, key: string, cache: string): ChildProcess {
  const args = ["--disable-warning=ExperimentalWarning", join(root, "r2-ingest/main.ts"), ...releases, "--server", url, "--state", cache];
  return spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, NEARFIELD_INGEST_KEY: key } });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

/** What is stored, and what the rows say should be. */
async function inventory(service: TestService): Promise<{ stored: string[]; described: string[]; tracks: number; albums: number }> {
  const bucket = await service.miniflare.getR2Bucket("MEDIA", "nearfield-ingest");
  const stored = (await bucket.list()).objects.map((object) => object.key);
  const described: string[] = [];
  let [tracks, albums] = [0, 0];
  for (const name of ["CATALOG_0", "CATALOG_1"].slice(0, Number(process.env["DATABASES"] ?? 1))) {
    const database = await service.miniflare.getD1Database(name, "nearfield-api");
    const files = await database
      .prepare(
        "SELECT 'recordings/' || recording_id || '/' || tier || CASE WHEN tier LIKE 'vorbis%' THEN '.ogg' ELSE '.mp4' END AS key FROM rendition",
      )
      .all<{ key: string }>();
    const analyses = await database
      .prepare("SELECT 'recordings/' || recording_id || '/analysis-' || version || '.json.gz' AS key FROM audio_features")
      .all<{ key: string }>();
    const masters = await database.prepare("SELECT json_extract(source, '$.master_key') AS key FROM recording").all<{ key: string }>();
    const covers = await database
      .prepare("SELECT 'images/' || json_extract(cover, '$.id') || '/' || value || '.jpg' AS key FROM album, json_each(cover, '$.sizes')")
      .all<{ key: string }>();
    described.push(...[...files.results, ...analyses.results, ...masters.results, ...covers.results].map((row) => row.key));
    tracks += (await database.prepare("SELECT count(*) AS n FROM track").first<number>("n")) ?? 0;
    albums += (await database.prepare("SELECT count(*) AS n FROM album").first<number>("n")) ?? 0;
  }
  return { stored: stored.toSorted(), described: described.toSorted(), tracks, albums };
}

function expectWhole(found: Awaited<ReturnType<typeof inventory>>): void {
  expect(found.stored).toEqual(found.described);
  expect(found).toMatchObject({ albums: 2, tracks: 3 });
  expect(found.stored.filter((key) => key.startsWith("recordings/"))).toHaveLength(3 * (tiers.length + 1));
}

function expectNoFault(service: TestService): void {
  expect(service.lines.filter((line) => /"status":5|"outcome":"retry"/.test(line))).toEqual([]);
}

test("an ingest that is killed ten times over is completed by the next, with no orphan; one more run uploads nothing", async () => {
  const service = await startService();
  const cache = join(folder, "cache-killed");
  for (let round = 0; round < 10; round++) {
    const child = startIngest(service.url, service.secrets.ingest_key, cache);
    const over = ended(child);
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 800 + round * 700))]);
    child.kill("SIGKILL");
    await over;
  }
  const last = startIngest(service.url, service.secrets.ingest_key, cache);
  const code = await ended(last);
  expectNoFault(service);
  expect(code).toBe(0);
  expectWhole(await inventory(service));
  const again = await ingest({
    folders: releases,
    server: service.url,
    key: service.secrets.ingest_key,
    cacheDir: join(cache, "ingest-cache"),
  });
  expect(again).toMatchObject({ uploadedObjects: 0, encodedRecordings: 0, refused: [] });
  expect(again.releases.map((release) => release.outcome)).toEqual(["unchanged", "unchanged"]);
  await service.stop();
});

test("two ingests of the same folders at once end as one catalogue", async () => {
  const service = await startService();
  const children = ["a", "b"].map((name) => startIngest(service.url, service.secrets.ingest_key, join(folder, `cache-${name}`)));
  const codes = await Promise.all(children.map(ended));
  expectNoFault(service);
  expect(codes).toEqual([0, 0]);
  expectWhole(await inventory(service));
  await service.stop();
});

test("the service killed while masters come in keeps what it acknowledged, and the next run completes it", async () => {
  const state = join(folder, "state-killed");
  for (let round = 0; round < 4; round++) {
    const { child, url } = await startProcess(state);
    const client = startIngest(url, "", state);
    const over = ended(client);
    await new Promise((resolve) => setTimeout(resolve, 2500 + round * 1500));
    const gone = ended(child);
    child.kill("SIGKILL");
    await gone;
    client.kill("SIGKILL");
    await over;
  }
  const service = await startService({ state });
  const summary = await ingest({
    folders: releases,
    server: service.url,
    key: service.secrets.ingest_key,
    cacheDir: join(state, "ingest-cache"),
  });
  expect(summary.refused).toEqual([]);
  expectWhole(await inventory(service));
  await waitFor(
    async () => {
      const response = await service.api("/v1/browse/new-releases");
      const text = await response.text();
      return text.includes("Glasshouse") && text.includes("Snow, Seen from Indoors");
    },
    "both releases among the new ones",
    120,
  );
  await service.stop();
});

async function startProcess(state: string): Promise<{ child: ChildProcess; url: string }> {
  const args = [
    "--disable-warning=ExperimentalWarning",
    join(root, "tools/start/main.ts"),
    "--no-demo",
    "--port",
    "0",
    "--state",
    state,
    "--print-ready",
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  const url = await new Promise<string>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      const [, ready] = /ready (http:\S+)/.exec(chunk.toString()) ?? [];
      if (ready) resolve(ready);
    });
  });
  return { child, url };
}
