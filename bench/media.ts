/**
 * What the media Worker adds to a bare R2 read: CPU of the runtime's process for each request, both production bundles in one
 * runtime, interleaved so that a slow minute of the machine falls on both. Every request has a grant of its own, and every answer's
 * bytes are compared. The object store's simulator runs in the same process: it is in both figures and in no difference.
 *
 *     npm run bench -- media [requests a block, 1500] [blocks, 8]
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as workerOptionsOf } from "wrangler";
import { grantKeysOf, signGrant } from "../frame/grant-signature.ts";
import { root, wranglerScript } from "../tools/support/paths.ts";
import { run } from "../tools/support/run.ts";
import { childNamed, cpuMicroseconds } from "./support/cpu-time.ts";

const [perBlock = 1500, blocks = 8] = process.argv.slice(2).map(Number);
const rangeBytes = 65_536;
const connections = 8;
const recordingId = "4uLU6hMCjMI75M1A2tKUQC";
const key = `recordings/${recordingId}/aac-128.mp4`;
const file = randomBytes(4 * 1024 * 1024);
const secret = JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString("base64url") } });

type Ask = { path: string; offset: number };

async function bundled(config: string, folder: string, name: string): Promise<V4WorkerOptions> {
  const out = join(folder, name);
  await run(process.execPath, [wranglerScript, "deploy", "--dry-run", "--outdir", out, "-c", config], {
    env: { WRANGLER_SEND_METRICS: "false" },
  });
  const contents = readFileSync(join(out, "index.js"), "utf8");
  const { workerOptions } = workerOptionsOf(join(root, config));
  return { ...workerOptions, name, modulesRoot: out, modules: [{ type: "ESModule", path: join(out, "index.js"), contents }] };
}

async function startBoth(folder: string): Promise<Miniflare> {
  const media = await bundled("workers/media/wrangler.toml", folder, "nearfield-media");
  const metrics = await bundled("durable-objects/metrics/wrangler.toml", folder, "nearfield-metrics");
  const floor: V4WorkerOptions = {
    name: "floor",
    compatibilityDate: media.compatibilityDate ?? "",
    modules: [{ type: "ESModule", path: "floor.js", contents: readFileSync(join(root, "bench/support/media-floor.js"), "utf8") }],
    r2Buckets: { MEDIA: "nearfield-media" },
    routes: ["*/floor/*"],
  };
  const workers = [{ ...media, bindings: { GRANT_KEYS: secret }, routes: ["*/media/*"] }, floor, metrics];
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      log: new Log(LogLevel.ERROR),
      cf: false,
      resourcePersistencePath: join(folder, "state"),
      telemetry: { enabled: false },
      handleStructuredLogs: () => undefined,
      workers,
    }),
  );
  await miniflare.ready;
  return miniflare;
}

let signed = 0;

async function withGrant(offset: number): Promise<Ask> {
  // A second more each time: no two grants are the same text.
  const expiresAt = Math.ceil(Date.now() / 1000) * 1000 + 3_600_000 + signed++ * 1000;
  const grant = await signGrant(grantKeysOf(secret), {
    expiresAt,
    recordingId,
    publishedAt: 1_700_000_000_000,
    files: [{ tier: "aac-128", bytes: file.length }],
  });
  return { path: `/media/${grant}/${recordingId}/aac-128.mp4`, offset };
}

/** Asks for everything, a few at a time, and compares each answer with the file. @returns CPU in microseconds a request */
async function measure(origin: string, pid: number, asks: readonly Ask[]): Promise<number> {
  const before = cpuMicroseconds(pid);
  const queue = asks.values();
  const ask = async () => {
    for (const { path, offset } of queue) {
      const answer = await fetch(origin + path, { headers: { range: `bytes=${offset}-${offset + rangeBytes - 1}` } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (answer.status !== 206 || !bytes.equals(file.subarray(offset, offset + rangeBytes))) {
        throw new Error(`${path.slice(0, 7)}: other bytes than asked for, status ${answer.status}`);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  return (cpuMicroseconds(pid) - before) / asks.length;
}

function offsets(): number[] {
  return Array.from({ length: perBlock }, () => Math.floor(Math.random() * (file.length - rangeBytes)));
}

const floorAsks = () => offsets().map((offset) => ({ path: `/floor/${key}`, offset }));
const mediaAsks = () => Promise.all(offsets().map(withGrant));
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rounded = (values: number[]) => values.map(Math.round).join(" ");

const folder = mkdtempSync(join(tmpdir(), "nearfield-bench-"));
const miniflare = await startBoth(folder);
try {
  const bucket = await miniflare.getR2Bucket("MEDIA", "nearfield-media");
  await bucket.put(key, file);
  const origin = (await miniflare.ready).origin;
  const pid = childNamed("workerd");
  for (const asks of [floorAsks(), await mediaAsks(), floorAsks(), await mediaAsks()]) await measure(origin, pid, asks);
  const floor: number[] = [await measure(origin, pid, floorAsks())];
  const added: number[] = [];
  for (let block = 0; block < blocks; block++) {
    const media = await measure(origin, pid, await mediaAsks());
    const before = floor.at(-1) ?? Number.NaN;
    const after = await measure(origin, pid, floorAsks());
    floor.push(after);
    added.push(media - (before + after) / 2);
  }
  const band = floor.slice(1).map((value, index) => value - (floor[index] ?? value));
  console.log(
    `requests of ${rangeBytes} bytes, ${perBlock} a block, ${blocks} blocks A-B-A, ${connections} connections; µs of CPU a request`,
  );
  console.log(`floor: median ${Math.round(median(floor))} (${rounded(floor)})`);
  console.log(`floor against floor, neighbouring blocks: ${rounded(band)}`);
  console.log(`added by the media Worker: median ${Math.round(median(added))} (${rounded(added)})`);
  console.log(`${signed} distinct grants; every answer's bytes compared: equal`);
} finally {
  await miniflare.dispose();
  rmSync(folder, { recursive: true });
}
