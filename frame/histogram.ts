/** Counts and latencies of requests, as Prometheus histograms: pure values that can be added up across isolates. */

/** Upper bounds in milliseconds; the last bucket is open. */
export const latencyBounds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const;

export type Series = { worker: string; method: string; route: string; status: number; count: number; sumMs: number; buckets: number[] };

export function seriesKey(series: Pick<Series, "worker" | "method" | "route" | "status">): string {
  return JSON.stringify([series.worker, series.method, series.route, series.status]);
}

export function emptySeries(labels: Pick<Series, "worker" | "method" | "route" | "status">): Series {
  return { ...labels, count: 0, sumMs: 0, buckets: Array.from({ length: latencyBounds.length + 1 }, () => 0) };
}

export function observe(series: Series, ms: number): void {
  const bucket = latencyBounds.findIndex((bound) => ms <= bound);
  const index = bucket === -1 ? latencyBounds.length : bucket;
  series.count += 1;
  series.sumMs += ms;
  series.buckets[index] = (series.buckets[index] ?? 0) + 1;
}

export function addSeries(total: Series, delta: Series): Series {
  return {
    ...total,
    count: total.count + delta.count,
    sumMs: total.sumMs + delta.sumMs,
    buckets: total.buckets.map((value, index) => value + (delta.buckets[index] ?? 0)),
  };
}

/** Prometheus text exposition format 0.0.4. */
export function renderSeries(all: readonly Series[]): string {
  const lines = [
    "# HELP nearfield_request_duration_seconds Time to answer a request.",
    "# TYPE nearfield_request_duration_seconds histogram",
  ];
  for (const series of all) {
    const labels = `worker="${escapeLabel(series.worker)}",method="${escapeLabel(series.method)}",route="${escapeLabel(series.route)}",status="${series.status}"`;
    let cumulative = 0;
    for (const [index, bound] of [...latencyBounds, Infinity].entries()) {
      cumulative += series.buckets[index] ?? 0;
      const le = bound === Infinity ? "+Inf" : String(bound / 1000);
      lines.push(`nearfield_request_duration_seconds_bucket{${labels},le="${le}"} ${cumulative}`);
    }
    lines.push(`nearfield_request_duration_seconds_sum{${labels}} ${series.sumMs / 1000}`);
    lines.push(`nearfield_request_duration_seconds_count{${labels}} ${series.count}`);
  }
  return `${lines.join("\n")}\n`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
