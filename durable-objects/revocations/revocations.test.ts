import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

const now = 1_800_000_000_000;

test("sessions that fifty callers end at once are all on the list, which outlives the object's eviction", async () => {
  const ended = Array.from({ length: 50 }, (_, index) => `session-${String(index).padStart(2, "0")}`);
  await Promise.all(ended.map(async (session) => env.REVOCATIONS.getByName("fifty").add([session], now + 660_000)));
  await evictDurableObject(env.REVOCATIONS.getByName("fifty"));
  expect((await env.REVOCATIONS.getByName("fifty").list(now)).toSorted()).toEqual(ended);
});

test("a session leaves the list when its last token has expired, not before", async () => {
  const object = env.REVOCATIONS.getByName("expiry");
  await object.add(["short"], now + 1000);
  await object.add(["long"], now + 660_000);
  expect((await object.list(now + 999)).toSorted()).toEqual(["long", "short"]);
  expect(await object.list(now + 1000)).toEqual(["long"]);
  expect(await object.list(now + 660_000)).toEqual([]);
});

test("a session that is ended twice stays as long as the later of both says", async () => {
  const object = env.REVOCATIONS.getByName("twice");
  await object.add(["both"], now + 660_000);
  await object.add(["both"], now + 1000);
  expect(await object.list(now + 2000)).toEqual(["both"]);
});
