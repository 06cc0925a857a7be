/** workers/jobs: what follows from changes and from the clock. It serves no address. */
import { catalogueChangeSchema } from "../../contracts/catalogue-change.ts";
import { overdueChanges } from "../../d1/catalog/project.ts";
import { openDatabases } from "../../d1/databases.ts";
import { describeFault, writeLine } from "../../frame/request-log.ts";
import { followChanges, type CacheKeeper, type FollowServices } from "./follow-changes.ts";

/** A change noted this long ago whose message did not arrive is taken from the outbox, in milliseconds. */
const overdueAfterMs = 30_000;

function services(env: Env): FollowServices {
  const caches = [asCacheKeeper(env.DOCUMENTS), asCacheKeeper(env.RECORDINGS)];
  return { databases: openDatabases(env, env.CATALOG_SLICES), bucket: env.MEDIA, caches };
}

function asCacheKeeper(binding: Fetcher): CacheKeeper {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- a Worker knows another one's RPC by contract, not by its source
  return binding as Fetcher & CacheKeeper;
}

export default {
  async queue(batch, env) {
    const started = performance.now();
    const changes = batch.messages.flatMap((message) => {
      const parsed = catalogueChangeSchema.safeParse(message.body);
      return parsed.success ? [parsed.data] : [];
    });
    // A message that is no change can't become one: it is named in the log and left to the sweep of the outbox.
    const unread = batch.messages.length - changes.length;
    if (unread > 0) report("failed", unread, started, "unreadable message");
    const faults = await followChanges(services(env), changes);
    report("done", changes.length - faults.length, started);
    // Their notes stay in the outbox: the sweep takes them up again, one by one.
    for (const fault of faults) report("retry", 1, started, describeFault(fault));
  },

  async scheduled(controller, env) {
    const started = performance.now();
    const inner = services(env);
    const changes = await overdueChanges(inner.databases, controller.scheduledTime - overdueAfterMs);
    if (changes.length === 0) return;
    const faults = await followChanges(inner, changes);
    report("done", changes.length - faults.length, started);
    for (const fault of faults) report("retry", 1, started, describeFault(fault));
  },
} satisfies ExportedHandler<Env>;

function report(outcome: "done" | "retry" | "failed", count: number, started: number, fault?: string): void {
  writeLine({
    kind: "work",
    at: new Date().toISOString(),
    worker: "jobs",
    task: "catalogue-change",
    outcome,
    count,
    ms: Math.round(performance.now() - started),
    ...(fault !== undefined && { fault }),
  });
}
