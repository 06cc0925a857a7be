import { Hono } from "hono";
import { ClientError } from "../../contracts/errors.ts";
import { addSeries, renderSeries, seriesKey, type Series } from "../../frame/histogram.ts";
import { flush, metricsShards } from "../../frame/metrics.ts";
import { equalsSecret } from "../../frame/secret.ts";
import type { ApiEnv } from "./env.ts";

export const metrics = new Hono<ApiEnv>();

/** Prometheus' text format, added up over all shards. */
metrics.get("/", async (context) => {
  const [, key = ""] = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
  if (context.env.METRICS_ACCESS !== "open" && !(await equalsSecret(key, context.env.METRICS_KEY))) throw new ClientError("unauthorized");
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
