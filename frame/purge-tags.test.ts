import { expect, it, vi } from "vitest";
import { purgeTags, type PurgeableCache } from "./purge-tags.ts";

it("purges a hundred tags a call, as the platform takes them", async () => {
  const purge = vi.fn<PurgeableCache["purge"]>(async () => ({ success: true, errors: [] }));
  const tags = Array.from({ length: 250 }, (_, index) => `recording:${index}`);
  await purgeTags({ purge }, tags);
  expect(purge.mock.calls.map(([options]) => options.tags.length)).toEqual([100, 100, 50]);
  expect(purge.mock.calls.flatMap(([options]) => options.tags)).toEqual(tags);
});

it("fails where the platform refuses, so that the caller tries again", async () => {
  const purge = vi.fn<PurgeableCache["purge"]>(async () => ({ success: false, errors: [{ code: 1134 }] }));
  await expect(purgeTags({ purge }, ["recording:a"])).rejects.toThrow("1134");
});

it("has nothing to do without tags or without a cache", async () => {
  const purge = vi.fn<PurgeableCache["purge"]>();
  await purgeTags({ purge }, []);
  await purgeTags(undefined, ["recording:a"]);
  expect(purge).not.toHaveBeenCalled();
});
