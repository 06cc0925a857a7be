/** Generates each Worker's `Env` from its wrangler configuration, when that changed. */
import { join } from "node:path";
import { buildFolder, wranglerScript } from "../support/paths.ts";
import { fingerprintOf, unlessUnchanged } from "../support/fingerprint.ts";
import { run } from "../support/run.ts";
import { workers } from "../workers.ts";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { root } from "../support/paths.ts";

/** Types of bindings to other Workers are found through the configurations given beside a Worker's own. */
export async function generateTypes(): Promise<void> {
  const configs = workers.map((worker) => worker.config);
  const fingerprint = fingerprintOf([...configs, "package-lock.json"]);
  for (const worker of workers) {
    const target = typesOf(worker.config);
    const stamp = join(buildFolder, "types", worker.name);
    await unlessUnchanged(stamp, existsSync(join(root, target)) ? fingerprint : `${fingerprint} `, async () => {
      const others = configs.filter((config) => config !== worker.config).flatMap((config) => ["-c", config]);
      await run(process.execPath, [
        wranglerScript,
        "types",
        target,
        "-c",
        worker.config,
        ...others,
        "--include-runtime=false",
        "--strict-vars=false",
      ]);
    });
  }
}

function typesOf(config: string): string {
  const folder = config === "wrangler.toml" ? "workers/api" : dirname(config);
  return join(folder, "worker-configuration.d.ts");
}
