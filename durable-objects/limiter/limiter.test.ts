import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

const rule = { limit: 10, windowMs: 60_000 };
const now = 1_800_000_000_000;

/** @returns how many of so many attempts were allowed */
async function takeMany(name: string, count: number, at = now): Promise<number> {
  // Every caller has a stub of its own, as callers at different PoPs do.
  const waits = await Promise.all(Array.from({ length: count }, async () => env.LIMITER.getByName(name).take(rule, at)));
  return waits.filter((wait) => wait === undefined).length;
}

test("of fifty attempts at once, exactly as many are allowed as the limit says", async () => {
  expect(await takeMany("fifty", 50)).toBe(10);
  expect(await takeMany("fifty", 50, now + 59_999)).toBe(0);
  expect(await takeMany("fifty", 50, now + 60_000)).toBe(10);
});

test("what was counted outlives the object's eviction", async () => {
  expect(await takeMany("evicted", 10)).toBe(10);
  await evictDurableObject(env.LIMITER.getByName("evicted"));
  expect(await env.LIMITER.getByName("evicted").take(rule, now + 15_000)).toBe(45_000);
});

test("the attempts at one thing are none at another", async () => {
  await takeMany("one", 10);
  expect(await takeMany("other", 10)).toBe(10);
});

test("an attempt that was no guess is taken back, and only that one", async () => {
  await takeMany("given-back", 9);
  expect(await takeMany("given-back", 1, now + 1)).toBe(1);
  expect(await takeMany("given-back", 1, now + 2)).toBe(0);
  await env.LIMITER.getByName("given-back").giveBack(now + 1);
  await env.LIMITER.getByName("given-back").giveBack(now + 1);
  expect(await takeMany("given-back", 5, now + 2)).toBe(1);
});

test("whoever knew it begins anew", async () => {
  await takeMany("known", 10);
  await env.LIMITER.getByName("known").forget();
  expect(await takeMany("known", 20)).toBe(10);
});

test("an object that nobody asks any more holds nothing", async () => {
  const object = env.LIMITER.getByName("left");
  await object.take(rule, now);
  expect(await runDurableObjectAlarm(object)).toBe(true);
  expect(await runInDurableObject(object, (_, state) => state.storage.list())).toEqual(new Map());
});
