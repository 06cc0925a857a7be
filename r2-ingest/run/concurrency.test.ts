import { expect, test } from "vitest";
import { forEachConcurrently } from "./concurrency.ts";

test("no more than the limit run at once, and all run", async () => {
  let [running, most] = [0, 0];
  const done: number[] = [];
  await forEachConcurrently([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.push(item);
  });
  expect(most).toBe(3);
  expect(done).toHaveLength(7);
});

test("the first failure keeps new ones from starting and is thrown", async () => {
  const started: number[] = [];
  const work = forEachConcurrently([1, 2, 3, 4, 5, 6], 2, async (item) => {
    started.push(item);
    await Promise.resolve();
    if (item === 2) throw new Error("two");
  });
  await expect(work).rejects.toThrow("two");
  expect(started.length).toBeLessThan(6);
});
