import { env } from "cloudflare:workers";
import { evictDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { emptySeries, observe } from "../../frame/histogram.ts";

test("counts add up and outlive the object's eviction", async () => {
  const object = env.METRICS.getByName("shard-0");
  const series = emptySeries({ worker: "api", method: "GET", route: "/", status: 200 });
  observe(series, 4);
  await object.add([series]);
  await object.add([series, emptySeries({ worker: "api", method: "GET", route: "/other", status: 404 })]);
  await evictDurableObject(object);
  const all = await env.METRICS.getByName("shard-0").all();
  expect(all.map(({ route, count }) => [route, count])).toEqual([
    ["/", 2],
    ["/other", 0],
  ]);
});
