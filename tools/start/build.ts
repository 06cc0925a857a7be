/** The production build: each Worker's bundle as wrangler would deploy it, and the player's pages. Skipped where nothing changed. */
import { join } from "node:path";
import { build as buildWithVite } from "vite";
import { fingerprintOf, unlessUnchanged } from "../support/fingerprint.ts";
import { buildFolder, root, wranglerScript } from "../support/paths.ts";
import { run } from "../support/run.ts";
import { workers, type WorkerPlace } from "../workers.ts";

const sharedSources = ["domain", "contracts", "frame", "d1", "durable-objects", "workers", "wrangler.toml", "package-lock.json"];
const playerSources = ["domain", "contracts", "web", "operator", "package-lock.json"];

/** The folder that holds a Worker's bundle. */
export function bundleOf(worker: WorkerPlace): string {
  return join(buildFolder, "workers", worker.name);
}

/** @throws CommandError with wrangler's own words when a Worker can't be built */
export async function buildWorkers(): Promise<boolean> {
  const output = join(buildFolder, "workers");
  return unlessUnchanged({ stamp: join(buildFolder, "workers.stamp"), output, fingerprint: fingerprintOf(sharedSources) }, async () => {
    await Promise.all(workers.map((worker) => bundle(worker)));
  });
}

async function bundle(worker: WorkerPlace): Promise<void> {
  const args = ["deploy", "--dry-run", "--outdir", bundleOf(worker), "-c", worker.config];
  await run(process.execPath, [wranglerScript, ...args], { env: { WRANGLER_SEND_METRICS: "false", NEARFIELD_TOOL: "1" } });
}

export async function buildPlayer(): Promise<boolean> {
  const output = join(root, "web/dist/index.html");
  const fingerprint = fingerprintOf(playerSources);
  return unlessUnchanged({ stamp: join(buildFolder, "player.stamp"), output, fingerprint }, async () => {
    await buildWithVite({ configFile: join(root, "web/vite.config.ts"), root: join(root, "web"), logLevel: "error" });
  });
}
