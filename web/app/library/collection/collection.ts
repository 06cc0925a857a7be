/**
 * A list of kept things: shown at once as this browser knows it, then as it is. What came on top is put there after one request; all
 * pages are asked for where that does not fit, and shown as they come where nothing was known.
 */
import { signal, type ReadonlySignal } from "@preact/signals";
import { asRequestError, type RequestError } from "../../api/failure.ts";
import { appendPage, mergeHead, type ListPage } from "./pages.ts";
import type { ListStore } from "./store.ts";

export type CollectionState<Item> = {
  items: readonly Item[];
  /** Of the whole list, where it is known. */
  total: number | undefined;
  loading: boolean;
  error: RequestError | undefined;
};

export type CollectionNeeds<Item> = {
  /** @param cursor of the page before; undefined for the first page @throws RequestError */
  load: (cursor: string | undefined) => Promise<ListPage<Item>>;
  store: ListStore<Item>;
  /** The list is newest first: its top tells whether it changed. */
  newestFirst: boolean;
  /** Milliseconds since 1970. */
  now: () => number;
  wait: (milliseconds: number) => Promise<void>;
};

/** What can be played, and how things are called, changes without the list changing. */
const wholeFreshFor = 24 * 3600 * 1000;
const freshFor = 30_000;
const longestWait = 16_000;

export type Collection<Item> = {
  state: ReadonlySignal<CollectionState<Item>>;
  /** Resolves when the list is as it is now, or that failed. @param force however fresh it is */
  refresh(force?: boolean): Promise<void>;
  /** Takes over what is known to have changed. */
  edit(change: (items: readonly Item[]) => readonly Item[]): void;
};

export function createCollection<Item extends { id: string }>(needs: CollectionNeeds<Item>): Collection<Item> {
  const state = signal<CollectionState<Item>>({ items: [], total: undefined, loading: false, error: undefined });
  /** When all pages were last asked for; undefined while not all of the list is here. */
  let wholeSince: number | undefined;
  let refreshedAt = -Infinity;
  let hasReadStore = false;
  let pending: Promise<void> | undefined;

  const show = (change: Partial<CollectionState<Item>>) => {
    state.value = { ...state.peek(), ...change };
  };

  async function readStore(): Promise<void> {
    if (hasReadStore) return;
    hasReadStore = true;
    const stored = await needs.store.read();
    if (!stored) return;
    wholeSince = stored.savedAt;
    show({ items: stored.items, total: stored.items.length });
  }

  /** A service that is asked too much is asked again later. */
  async function loadPatiently(cursor: string | undefined): Promise<ListPage<Item>> {
    for (let pause = 1000; ; pause *= 2) {
      try {
        return await needs.load(cursor);
      } catch (thrown) {
        if (asRequestError(thrown).failure !== "busy" || pause > longestWait) throw thrown;
        await needs.wait(pause);
      }
    }
  }

  async function loadAll(first: ListPage<Item>): Promise<void> {
    const knewNothing = wholeSince === undefined;
    let items = appendPage([], first.items);
    let page = first;
    if (knewNothing) show({ items, total: page.total });
    while (page.next !== undefined && page.items.length > 0) {
      page = await loadPatiently(page.next);
      items = appendPage(items, page.items);
      // Each time it is shown it is sorted and filtered: not for every page of hundreds.
      if (knewNothing && items.length >= state.peek().items.length * 1.25) show({ items, total: page.total });
    }
    wholeSince = needs.now();
    show({ items, total: items.length });
    await needs.store.write(items, wholeSince);
  }

  async function bringUpToDate(): Promise<void> {
    show({ loading: true, error: undefined });
    try {
      await readStore();
      const first = await loadPatiently(undefined);
      const isRecent = wholeSince !== undefined && needs.now() - wholeSince < wholeFreshFor;
      const merged = needs.newestFirst && isRecent ? mergeHead(state.peek().items, first.items, first.total) : undefined;
      if (merged && wholeSince !== undefined) {
        show({ items: merged, total: merged.length });
        await needs.store.write(merged, wholeSince);
      } else {
        await loadAll(first);
      }
      refreshedAt = needs.now();
      show({ loading: false });
    } catch (thrown) {
      show({ loading: false, error: asRequestError(thrown) });
    }
  }

  return {
    state,
    refresh(force = false) {
      if (!pending && !force && needs.now() - refreshedAt < freshFor) return Promise.resolve();
      pending ??= bringUpToDate().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    edit(change) {
      const items = change(state.peek().items);
      show({ items, total: items.length });
      if (wholeSince !== undefined) void needs.store.write(items, wholeSince);
    },
  };
}
