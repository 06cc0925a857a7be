import { Hono } from "hono";
import { addSeries, renderSeries, seriesKey, type Series } from "../../../frame/histogram.ts";
import { flush, metricsShards } from "../../../frame/metrics.ts";
import { requireKey } from "../../../frame/require-key.ts";
import type { ApiEnv } from "./env.ts";

export const metrics = new Hono<ApiEnv>();

/** Prometheus' text format, added up over all shards. */
metrics.get("/", async (context) => {
  if (context.env.METRICS_ACCESS !== "open") await requireKey(context, context.env.METRICS_KEY);
  await flush(context.env.METRICS);
  const shards = await Promise.all(
    Array.from({ length: metricsShards }, async (_, shard) => context.env.METRICS.getByName(`shard-${shard}`).all()),
  );
  const totals = new Map<string, Series>();
  for (const series of shards.flat()) {
    const key = seriesKey(series);
    const total = totals.get(key);
    totals.set(key, total ? addSeries(total, series) : series);
  }
  const text = renderSeries([...totals.values()]);
  return context.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" });
});
