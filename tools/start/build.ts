/** The production build: each Worker's bundle as wrangler would deploy it, and the player's pages. Skipped where nothing changed. */
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build as buildWithVite } from "vite";
import { fingerprintOf, unlessUnchanged } from "../support/fingerprint.ts";
import { dryRunAll } from "../deploy/dry-run.ts";
import { buildFolder, root } from "../support/paths.ts";
import { workers, type WorkerPlace } from "../workers.ts";

const sharedSources = [
  "domain",
  "contracts",
  "frame",
  "d1",
  "durable-objects",
  "workers",
  "operator",
  "wrangler.toml",
  "package-lock.json",
];
const playerSources = ["domain", "contracts", "web", "operator", "package-lock.json"];

const bundles = join(buildFolder, "workers");

/** The folder that holds a Worker's bundle. */
export function bundleOf(worker: WorkerPlace): string {
  return join(bundles, worker.name);
}

/** @throws DeployProblem with wrangler's own words when a Worker can't be built */
export async function buildWorkers(): Promise<boolean> {
  return unlessUnchanged(
    { stamp: join(buildFolder, "workers.stamp"), output: bundles, fingerprint: fingerprintOf(sharedSources) },
    async () => {
      // wrangler wants the folder of the pages to be there, whoever builds them, and when.
      mkdirSync(join(root, "web/dist"), { recursive: true });
      await dryRunAll(root, workers, bundles);
    },
  );
}

/** Builds into web/dist, where wrangler takes it from. @returns whether anything changed */
export async function buildPlayer(): Promise<boolean> {
  const output = join(root, "web/dist/index.html");
  const fingerprint = fingerprintOf(playerSources);
  return unlessUnchanged({ stamp: join(buildFolder, "player.stamp"), output, fingerprint }, async () => {
    // One after the other: the first empties the folder that both write to.
    for (const config of ["web/vite.config.ts", "web/embed/vite.config.ts"]) {
      await buildWithVite({ configFile: join(root, config), root: join(root, "web"), logLevel: "error" });
    }
  });
}

/**
 * A copy of the player for one runtime to serve: a build that comes meanwhile does not take files from under it.
 * @param folder removed and made anew
 */
export function copyPlayer(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "web/dist"), folder, { recursive: true });
  return folder;
}
