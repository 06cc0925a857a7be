/** Builds Workers as a deployment would, without an account: `wrangler deploy --dry-run`. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DeployProblem } from "./problem.ts";
import { runWrangler } from "./wrangler.ts";

export type Buildable = { name: string; config: string };

/** Two at a time: each costs most of a core for some two seconds. */
const together = 2;

/**
 * @param workers as in tools/workers.ts; `config` is relative to `root`
 * @param output folder that gets one folder a Worker, named after it, with what would be uploaded
 * @returns what wrangler printed, by the Worker's name: its bindings among it
 * @throws DeployProblem with wrangler's own words for the first Worker that cannot be built
 */
export async function dryRunAll(root: string, workers: readonly Buildable[], output: string): Promise<Map<string, string>> {
  const printed = new Map<string, string>();
  const waiting = [...workers];
  const work = async (): Promise<void> => {
    for (let worker = waiting.shift(); worker; worker = waiting.shift()) printed.set(worker.name, await dryRun(root, worker, output));
  };
  await Promise.all(Array.from({ length: together }, work));
  return printed;
}

async function dryRun(root: string, worker: Buildable, output: string): Promise<string> {
  const folder = join(output, worker.name);
  // What an earlier build left would be taken for a part of this one.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const outcome = await runWrangler({ args: ["deploy", "--dry-run", "-c", worker.config, "--outdir", folder], cwd: root });
  if (outcome.code === 0) return outcome.output;
  throw new DeployProblem(`${worker.config} cannot be built:\n${outcome.output.trim()}`, "Mend what wrangler complains of.");
}
