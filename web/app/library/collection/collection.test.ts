import { effect } from "@preact/signals";
import { expect, test, vi } from "vitest";
import { RequestError } from "../../api/failure.ts";
import { createCollection } from "./collection.ts";
import type { StoredList } from "./store.ts";

type Item = { id: string };
const items = (from: number, to: number): Item[] => Array.from({ length: to - from }, (_, index) => ({ id: `${from + index}` }));

/** A list of the service, in pages of ten, and a store that remembers. */
function stage(list: Item[], stored?: StoredList<Item>) {
  const service = { list, failure: undefined as RequestError | undefined };
  const load = vi.fn((cursor: string | undefined) => {
    if (service.failure) return Promise.reject(service.failure);
    const offset = Number(cursor ?? 0);
    const next = offset + 10 < service.list.length ? `${offset + 10}` : undefined;
    return Promise.resolve({ items: service.list.slice(offset, offset + 10), total: service.list.length, next });
  });
  const write = vi.fn(() => Promise.resolve());
  const clock = { now: 1_000_000 };
  const wait = vi.fn(() => Promise.resolve());
  const store = { read: () => Promise.resolve(stored), write };
  const collection = createCollection<Item>({ load, store, newestFirst: true, now: () => clock.now, wait });
  return { service, load, write, wait, clock, collection };
}

test("a list that nothing is known of comes page by page, and is kept", async () => {
  const { collection, load, write } = stage(items(0, 35));
  await collection.refresh();
  expect(collection.state.value).toEqual({ items: items(0, 35), total: 35, loading: false, error: undefined });
  expect(load).toHaveBeenCalledTimes(4);
  expect(write).toHaveBeenCalledExactlyOnceWith(items(0, 35), 1_000_000);
});

test("what is known shows at once, and what came on top takes one request", async () => {
  const { collection, load } = stage(items(0, 35), { items: items(3, 35), savedAt: 999_000 });
  const shown: number[] = [];
  const stop = effect(() => {
    shown.push(collection.state.value.items.length);
  });
  await collection.refresh();
  stop();
  expect([...new Set(shown)]).toEqual([0, 32, 35]);
  expect(collection.state.value.items).toEqual(items(0, 35));
  expect(load).toHaveBeenCalledTimes(1);
});

test("what is known stays in view while a list that changed below its top is asked for", async () => {
  const { collection, load } = stage(items(0, 34), { items: items(0, 35), savedAt: 999_000 });
  await collection.refresh();
  expect(collection.state.value.items).toEqual(items(0, 34));
  expect(load).toHaveBeenCalledTimes(4);
});

test("without a network what is known stays, with the reason", async () => {
  const { collection, service } = stage(items(0, 5), { items: items(0, 5), savedAt: 999_000 });
  service.failure = new RequestError("offline");
  await collection.refresh();
  expect(collection.state.value).toMatchObject({ items: items(0, 5), loading: false, error: { failure: "offline" } });
  service.failure = undefined;
  await collection.refresh();
  expect(collection.state.value.error).toBeUndefined();
});

test("a service that is asked too much is asked again later", async () => {
  const { collection, service, wait } = stage(items(0, 5));
  service.failure = new RequestError("busy");
  wait.mockImplementation(() => {
    if (wait.mock.calls.length === 2) service.failure = undefined;
    return Promise.resolve();
  });
  await collection.refresh();
  expect(wait.mock.calls).toEqual([[1000], [2000]]);
  expect(collection.state.value.items).toHaveLength(5);
});

test("what is fresh is not asked for again", async () => {
  const { collection, load, clock } = stage(items(0, 5));
  await collection.refresh();
  await collection.refresh();
  expect(load).toHaveBeenCalledTimes(1);
  clock.now += 31_000;
  await collection.refresh();
  await collection.refresh(true);
  expect(load).toHaveBeenCalledTimes(3);
});
