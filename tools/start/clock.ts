/** Fires the Workers' cron triggers: the platform does that in production, the embedded runtime leaves it to its host. */
import { Cron } from "croner";
import type { Miniflare } from "miniflare";
import { readWorkerConfig } from "../support/wrangler-config.ts";
import { workers } from "../workers.ts";

export function startClock(miniflare: Miniflare): { stop(): void } {
  const jobs = workers.flatMap((worker) => {
    return readWorkerConfig(worker.config).triggers.crons.map(
      (pattern) =>
        new Cron(pattern, { timezone: "UTC", protect: true, catch: true, unref: true }, () => fire(miniflare, worker.name, pattern)),
    );
  });
  return {
    stop() {
      for (const job of jobs) job.stop();
    },
  };
}

/** Ends when the Worker's handler has ended. */
export async function fire(miniflare: Miniflare, worker: string, cron: string): Promise<void> {
  const handle = await miniflare.getWorker(worker);
  await handle.scheduled({ scheduledTime: new Date(), cron });
}
