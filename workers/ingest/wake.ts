import type { CatalogueChange } from "../../contracts/catalogue-change.ts";
import { describeFault, writeLine } from "../../frame/request-log.ts";

/**
 * Tells workers/jobs that there is something to follow. The note stands in the outbox: should this be lost or refused the sweep
 * finds it, and what was asked for is done either way.
 */
export async function wake(queue: { send(change: CatalogueChange): Promise<unknown> }, change: CatalogueChange): Promise<void> {
  const started = performance.now();
  await queue.send(change).catch((fault: unknown) => {
    const ms = Math.round(performance.now() - started);
    const line = { kind: "work", worker: "ingest", task: "catalogue-change", outcome: "retry", count: 1 } as const;
    writeLine({ ...line, at: new Date().toISOString(), ms, fault: describeFault(fault) });
  });
}
