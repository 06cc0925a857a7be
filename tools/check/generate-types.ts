/** Generates each Worker's `Env` from its wrangler configuration, when that changed. */
import { dirname, join } from "node:path";
import { buildFolder, root, wranglerScript } from "../support/paths.ts";
import { fingerprintOf, unlessUnchanged } from "../support/fingerprint.ts";
import { run } from "../support/run.ts";
import { workers } from "../workers.ts";

/**
 * Types of objects are found through the configurations of their scripts, given beside a Worker's own. Other Workers are left
 * out: their sources would be checked against the wrong `Env`.
 */
export async function generateTypes(): Promise<void> {
  const configs = workers.map((worker) => worker.config);
  const objectScripts = configs.filter((config) => config.startsWith("durable-objects/"));
  const fingerprint = fingerprintOf([...configs, "package-lock.json"]);
  for (const worker of workers) {
    const target = typesOf(worker.config);
    const stamp = join(buildFolder, "types", worker.name);
    await unlessUnchanged({ stamp, output: join(root, target), fingerprint }, async () => {
      const others = objectScripts.flatMap((config) => (config === worker.config ? [] : ["-c", config]));
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

if (import.meta.main) await generateTypes();
