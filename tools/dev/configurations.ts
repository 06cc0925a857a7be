/** wrangler configurations for one machine, derived from the Workers' own: local variables, the same state as `npm start`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import type { Secrets } from "../start/secrets.ts";
import { localDatabaseId, localSecrets, localVariables, pick } from "../start/bindings.ts";
import { root } from "../support/paths.ts";
import { workers, type WorkerPlace } from "../workers.ts";

const rawConfigSchema = z.looseObject({
  vars: z.record(z.string(), z.string()).default({}),
  secrets: z.object({ required: z.array(z.string()).default([]) }).optional(),
  d1_databases: z.array(z.looseObject({ binding: z.string() })).default([]),
});

/** `wrangler dev` sends every request to its primary and knows no routes: this one stands for them. */
const front: WorkerPlace = { name: "nearfield", config: "tools/deploy/front/wrangler.toml", paths: [] };

/** Writes a configuration and its `.dev.vars` for each Worker into folders of their own. @returns their paths, the primary first */
export function writeConfigurations(folder: string, secrets: Secrets, origin: string): string[] {
  return [front, ...workers].map((worker) => {
    const target = join(folder, worker.name);
    mkdirSync(target, { recursive: true });
    const derived = derive(worker, secrets, origin);
    writeFileSync(join(target, "wrangler.json"), JSON.stringify(derived.config, null, 2));
    const lines = Object.entries(derived.secrets).map(([name, value]) => `${name}='${value}'`);
    writeFileSync(join(target, ".dev.vars"), `${lines.join("\n")}\n`, { mode: 0o600 });
    return join(target, "wrangler.json");
  });
}

function derive(worker: WorkerPlace, secrets: Secrets, origin: string) {
  const folder = dirname(join(root, worker.config));
  const config = rawConfigSchema.parse(parse(readFileSync(join(root, worker.config), "utf8")));
  const variables = localVariables({ origin, secrets, databases: 1, demo: false });
  const absolute = (path: unknown): unknown => (typeof path === "string" ? resolve(folder, path) : path);
  const assets = z.looseObject({ directory: z.string() }).safeParse(config["assets"]);
  return {
    config: {
      ...config,
      main: absolute(config["main"]),
      vars: { ...config.vars, ...pick(variables, Object.keys(config.vars)) },
      d1_databases: config.d1_databases.map((database) => ({
        ...database,
        database_id: localDatabaseId(database.binding),
        migrations_dir: absolute(database["migrations_dir"]),
      })),
      ...(assets.success && { assets: { ...assets.data, directory: absolute(assets.data.directory) } }),
    },
    secrets: pick(localSecrets(secrets), config.secrets?.required ?? []),
  };
}
