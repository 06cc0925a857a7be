/** What there is to deploy: the Workers' own wrangler.toml files, read as data. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import type { WorkerPlace } from "../workers.ts";
import { DeployProblem } from "./problem.ts";

const queuesSchema = z.looseObject({
  producers: z.array(z.looseObject({ binding: z.string(), queue: z.string() })).optional(),
  consumers: z.array(z.looseObject({ queue: z.string(), dead_letter_queue: z.string().optional() })).optional(),
});

/** The part of a wrangler configuration that a deployment has to know; the rest passes through as it is. */
const workerConfigSchema = z.looseObject({
  name: z.string(),
  main: z.string().optional(),
  tsconfig: z.string().optional(),
  base_dir: z.string().optional(),
  vars: z.record(z.string(), z.unknown()).optional(),
  secrets: z.looseObject({ required: z.array(z.string()).optional() }).optional(),
  assets: z.looseObject({ directory: z.string().optional() }).optional(),
  build: z.looseObject({ command: z.string().optional(), cwd: z.string().optional() }).optional(),
  triggers: z.looseObject({ crons: z.array(z.string()).optional() }).optional(),
  d1_databases: z
    .array(
      z.looseObject({
        binding: z.string(),
        database_name: z.string().optional(),
        database_id: z.string().optional(),
        migrations_dir: z.string().optional(),
      }),
    )
    .optional(),
  r2_buckets: z.array(z.looseObject({ binding: z.string(), bucket_name: z.string() })).optional(),
  queues: queuesSchema.optional(),
  services: z.array(z.looseObject({ binding: z.string(), service: z.string(), entrypoint: z.string().optional() })).optional(),
  durable_objects: z
    .looseObject({ bindings: z.array(z.looseObject({ name: z.string(), class_name: z.string(), script_name: z.string().optional() })) })
    .optional(),
  workflows: z.array(z.looseObject({ name: z.string(), script_name: z.string().optional() })).optional(),
});
export type WorkerConfig = z.infer<typeof workerConfigSchema>;

/** Bindings to things that would have to be created first, and that this tool does not know how to create. */
const unknownKinds = [
  "kv_namespaces",
  "hyperdrive",
  "vectorize",
  "pipelines",
  "mtls_certificates",
  "dispatch_namespaces",
  "tail_consumers",
];

export type ProjectWorker = WorkerPlace & {
  /** Absolute folder that relative paths of the configuration start from. */
  folder: string;
  base: WorkerConfig;
};

export type Project = { root: string; workers: ProjectWorker[] };

/** @throws DeployProblem when a configuration cannot be read or binds to something unknown */
export function readProject(root: string, places: readonly WorkerPlace[]): Project {
  return { root, workers: places.map((place) => readWorker(root, place)) };
}

function readWorker(root: string, place: WorkerPlace): ProjectWorker {
  const file = join(root, place.config);
  let base: WorkerConfig;
  try {
    base = workerConfigSchema.parse(parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new DeployProblem(`${place.config} cannot be read: ${error instanceof Error ? error.message : String(error)}`, "Mend that file.");
  }
  const unknown = unknownKinds.filter((kind) => kind in base);
  if (unknown.length > 0) {
    throw new DeployProblem(
      `${place.config} uses ${unknown.join(", ")}, which npm run deploy does not know how to create.`,
      "Teach tools/deploy to create it.",
    );
  }
  if (base.name !== place.name) {
    throw new DeployProblem(`${place.config} names its Worker ${base.name}; tools/workers.ts says ${place.name}.`, "Make the two agree.");
  }
  return { ...place, folder: dirname(file), base };
}
