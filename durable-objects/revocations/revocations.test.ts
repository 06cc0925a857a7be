import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { revocationsOfOne } from "../../frame/revocations.ts";

const now = 1_800_000_000_000;
const of = (owner: string, ...ids: string[]) => ids.map((id) => ({ id, owner }));

test("sessions that fifty callers end at once are all on the list, which outlives the object's eviction", async () => {
  const ended = Array.from({ length: 50 }, (_, index) => `session-${String(index).padStart(2, "0")}`);
  await Promise.all(ended.map(async (session) => env.REVOCATIONS.getByName("fifty").add(of("ada", session), now + 660_000)));
  await evictDurableObject(env.REVOCATIONS.getByName("fifty"));
  expect((await env.REVOCATIONS.getByName("fifty").list(now)).toSorted()).toEqual(ended);
});

test("a session leaves the list when its last token has expired, not before", async () => {
  const object = env.REVOCATIONS.getByName("expiry");
  await object.add(of("ada", "short"), now + 1000);
  await object.add(of("ada", "long"), now + 660_000);
  expect((await object.list(now + 999)).toSorted()).toEqual(["long", "short"]);
  expect(await object.list(now + 1000)).toEqual(["long"]);
  expect(await object.list(now + 660_000)).toEqual([]);
});

test("a session that is ended twice stays as long as the later of both says", async () => {
  const object = env.REVOCATIONS.getByName("twice");
  await object.add(of("ada", "both"), now + 660_000);
  await object.add(of("ada", "both"), now + 1000);
  expect(await object.list(now + 2000)).toEqual(["both"]);
});

test("whoever ends more than their share pushes out the first of their own, and nobody else's", async () => {
  const object = env.REVOCATIONS.getByName("share");
  await object.add(of("ada", "hers"), now + 1000);
  const ids = Array.from({ length: revocationsOfOne + 5 }, (_, index) => `eve-${index}`);
  for (const [index, id] of ids.entries()) await object.add(of("eve", id), now + 2000 + index);
  const held = await object.list(now);
  expect([held.length, held.includes("hers"), held.includes("eve-4"), held.includes("eve-5")]).toEqual([
    revocationsOfOne + 1,
    true,
    false,
    true,
  ]);
  await object.add(of("mallory", ...ids.map((id) => `m-${id}`)), now + 9000);
  expect((await object.list(now)).length).toBe(2 * revocationsOfOne + 1);
});

test("one session is asked for without the list", async () => {
  const object = env.REVOCATIONS.getByName("one");
  await object.add(of("ada", "gone"), now + 1000);
  expect([await object.has("gone", now + 999), await object.has("gone", now + 1000), await object.has("other", now)]).toEqual([
    true,
    false,
    false,
  ]);
});
