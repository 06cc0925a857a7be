/** What the tools need to know of a Worker's wrangler configuration. */
import { join } from "node:path";
import { unstable_readConfig as readConfig } from "wrangler";
import { z } from "zod";
import { root } from "./paths.ts";

const workerConfigSchema = z.object({
  name: z.string(),
  main: z.string(),
  vars: z.record(z.string(), z.string()),
  d1_databases: z.array(z.object({ binding: z.string() })),
  triggers: z.object({ crons: z.array(z.string()).default([]) }),
  secrets: z.object({ required: z.array(z.string()).default([]) }).default({ required: [] }),
});
export type WorkerConfig = z.infer<typeof workerConfigSchema>;

/** @param config path relative to the root */
export function readWorkerConfig(config: string): WorkerConfig {
  const parsed: unknown = readConfig({ config: join(root, config) }, { hideWarnings: true });
  return workerConfigSchema.parse(parsed);
}
