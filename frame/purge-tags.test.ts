import { expect, it, vi } from "vitest";
import { purgeTags, type PurgeableCache } from "./purge-tags.ts";

it("takes one call, as the platform counts calls: by tags, or everything where they are too many", async () => {
  const purge = vi.fn<PurgeableCache["purge"]>(async () => ({ success: true, errors: [] }));
  const tags = Array.from({ length: 101 }, (_, index) => `recording:${index}`);
  await purgeTags({ purge }, tags.slice(1));
  await purgeTags({ purge }, tags);
  expect(purge.mock.calls).toEqual([[{ tags: tags.slice(1) }], [{ purgeEverything: true }]]);
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
