/** workers/jobs: what follows from changes and from the clock. It serves no address. */
import { catalogueChangeSchema, type CatalogueChange } from "../../contracts/catalogue-change.ts";
import { openDatabases } from "../../d1/databases.ts";
import { describeFault, writeLine } from "../../frame/request-log.ts";
import { followChanges, type CacheKeeper } from "./follow-changes.ts";
import { gatherFollowers } from "./gather-followers.ts";
import { sweepDeliveries, sweepTakedowns, throughMinute, type Clock, type SweepServices } from "./sweep.ts";

const clock: Clock = { now: () => Date.now(), wait: (ms) => scheduler.wait(ms) };

function services(env: Env): SweepServices {
  const databases = openDatabases(env, env.CATALOG_SLICES);
  return {
    databases,
    caches: [asCacheKeeper(env.RECORDINGS), asCacheKeeper(env.COVERS)],
    async follow(changes) {
      if (changes.length === 0) return;
      const started = performance.now();
      const faults = await followChanges({ databases, bucket: env.MEDIA, documents: asCacheKeeper(env.DOCUMENTS) }, changes);
      report("catalogue-change", "done", changes.length - faults.length, started);
      // Their notes stay in the outbox: the sweep takes them up again, one by one.
      for (const fault of faults) report("catalogue-change", "retry", 1, started, describeFault(fault));
    },
  };
}

function asCacheKeeper(binding: Fetcher): CacheKeeper {
  // A Worker knows another one's RPC by contract, not by its source.
  return binding as Fetcher & CacheKeeper;
}

export default {
  async queue(batch, env) {
    const changes = batch.messages.flatMap((message): CatalogueChange[] => {
      const parsed = catalogueChangeSchema.safeParse(message.body);
      return parsed.success ? [parsed.data] : [];
    });
    // A message that is no change can't become one: it is named in the log and left to the sweep of the outbox.
    const unread = batch.messages.length - changes.length;
    if (unread > 0) report("catalogue-change", "failed", unread, performance.now(), "unreadable message");
    await services(env).follow(changes);
  },

  async scheduled(controller, env) {
    const inner = services(env);
    const library = openDatabases(env, env.LIBRARY_SLICES);
    const minute = controller.scheduledTime;
    await Promise.all([
      throughMinute(minute, clock, () => reportingFaults("catalogue-change", () => sweepTakedowns(inner, clock))),
      throughMinute(minute, clock, () => reportingFaults("followers", () => gatherFollowers({ catalogue: inner.databases, library }))),
      reportingFaults("catalogue-change", () => sweepDeliveries(inner, minute)),
    ]);
  },
} satisfies ExportedHandler<Env>;

type Task = "catalogue-change" | "followers";

/** What goes wrong in one round is tried again in the next. */
async function reportingFaults(task: Task, sweep: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await sweep().catch((fault: unknown) => report(task, "retry", 0, started, describeFault(fault)));
}

function report(task: Task, outcome: "done" | "retry" | "failed", count: number, started: number, fault?: string): void {
  writeLine({
    kind: "work",
    at: new Date().toISOString(),
    worker: "jobs",
    task,
    outcome,
    count,
    ms: Math.round(performance.now() - started),
    ...(fault !== undefined && { fault }),
  });
}
