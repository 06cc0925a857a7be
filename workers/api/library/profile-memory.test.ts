import { expect, test } from "vitest";
import { createProfileMemory } from "./profile-memory.ts";

const now = 1_800_000_000_000;

function openMemory() {
  const asked: string[][] = [];
  const memory = createProfileMemory((ids) => {
    asked.push(ids);
    return Promise.resolve(
      ids.filter((id) => !id.startsWith("gone")).map((id) => ({ id, display_name: `${id} at ${asked.length}`, image: null })),
    );
  });
  return { asked, memory };
}

test("people are asked for once in half a minute, each once, whoever is gone too", async () => {
  const { asked, memory } = openMemory();
  const found = await memory.read(["ada", "gone", "ada"], now);
  expect([...found.values()].map(({ id, display_name }) => [id, display_name])).toEqual([
    ["ada", "ada at 1"],
    ["gone", null],
  ]);
  await memory.read(["gone", "ben", "ada"], now + 29_999);
  expect(asked).toEqual([["ada", "gone"], ["ben"]]);
  expect((await memory.read(["ada", "ben"], now + 30_000)).get("ada")?.display_name).toBe("ada at 3");
  expect(asked[2]).toEqual(["ada"]);
});

test("many are asked for in hundreds", async () => {
  const { asked, memory } = openMemory();
  const ids = Array.from({ length: 250 }, (_, index) => `person ${index}`);
  expect((await memory.read(ids, now)).size).toBe(250);
  expect(asked.map(({ length }) => length)).toEqual([100, 100, 50]);
});

test("an isolate remembers a bounded number, those read last", async () => {
  const { asked, memory } = openMemory();
  const ids = Array.from({ length: 2001 }, (_, index) => `person ${index}`);
  await memory.read(ids, now);
  const before = asked.length;
  await memory.read(ids.slice(1), now);
  expect(asked.length).toBe(before);
  await memory.read(ids.slice(0, 1), now);
  expect(asked.length).toBe(before + 1);
});
