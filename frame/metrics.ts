/** Collects an isolate's counts and hands them on to the metrics objects, at most once every few seconds. */
import { addSeries, emptySeries, observe, seriesKey, type Series } from "./histogram.ts";

/** What the frame needs of the metrics objects: RPC stubs by shard name. */
export type MetricsNamespace = { getByName(name: string): { add(series: Series[]): Promise<void> } };

export const metricsShards = 8;
const flushAfterMs = 2000;

const pending = new Map<string, Series>();
let flushing = false;

export function count(labels: Pick<Series, "worker" | "method" | "route" | "status">, ms: number): void {
  const key = seriesKey(labels);
  const series = pending.get(key) ?? emptySeries(labels);
  observe(series, ms);
  pending.set(key, series);
}

/**
 * Starts one delayed flush for all that this isolate counts meanwhile; a flush that fails is kept for the next.
 * Counts are lost only when the isolate ends within the delay.
 */
export function scheduleFlush(namespace: MetricsNamespace, waitUntil: (work: Promise<void>) => void): void {
  if (flushing) return;
  flushing = true;
  waitUntil(scheduler.wait(flushAfterMs).then(() => flush(namespace)));
}

/** Hands on what is pending now. */
export async function flush(namespace: MetricsNamespace): Promise<void> {
  flushing = false;
  const batch = [...pending.values()];
  pending.clear();
  if (batch.length === 0) return;
  try {
    await namespace.getByName(`shard-${Math.floor(Math.random() * metricsShards)}`).add(batch);
  } catch {
    for (const series of batch) {
      const key = seriesKey(series);
      const newer = pending.get(key);
      pending.set(key, newer ? addSeries(newer, series) : series);
    }
  }
}
