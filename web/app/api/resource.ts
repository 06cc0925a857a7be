/** Documents held in memory: shown at once when known, refreshed behind the page when older than half a minute. */
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { asRequestError, type RequestError } from "./failure.ts";

export type ResourceState<Value> =
  | { kind: "loading" }
  | { kind: "ready"; value: Value }
  /** Nothing to show. A refresh that fails behind a shown value stays silent. */
  | { kind: "failed"; error: RequestError };

export type Resource<Value> = { state: ReadonlySignal<ResourceState<Value>>; retry: () => void };

export type ResourceOptions = { now: () => number; freshFor: number; capacity: number };

type Entry<Value> = { state: Signal<ResourceState<Value>>; loadedAt: number; pending: Promise<void> | undefined };

/** A family of documents by key, e.g. albums by id. The least recently used beyond `capacity` are forgotten. */
export function createResources<Value>(load: (key: string) => Promise<Value>, options: ResourceOptions) {
  const entries = new Map<string, Entry<Value>>();
  /** Whatever shows a document looks for it again when all are forgotten. */
  const generation = signal(0);

  async function refresh(key: string, entry: Entry<Value>): Promise<void> {
    try {
      const value = await load(key);
      entry.loadedAt = options.now();
      entry.state.value = { kind: "ready", value };
    } catch (thrown) {
      const error = asRequestError(thrown);
      entry.loadedAt = options.now();
      if (entry.state.peek().kind !== "ready" || error.failure === "not_found") entry.state.value = { kind: "failed", error };
    } finally {
      entry.pending = undefined;
    }
  }

  function start(key: string, entry: Entry<Value>): Promise<void> {
    entry.pending ??= refresh(key, entry);
    return entry.pending;
  }

  function touch(key: string): Entry<Value> {
    const entry = entries.get(key) ?? { state: signal<ResourceState<Value>>({ kind: "loading" }), loadedAt: -Infinity, pending: undefined };
    entries.delete(key);
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= options.capacity) break;
      entries.delete(oldest);
    }
    return entry;
  }

  function retry(key: string, entry: Entry<Value>): void {
    if (entry.state.peek().kind === "failed") entry.state.value = { kind: "loading" };
    void start(key, entry);
  }

  return {
    get(key: string): Resource<Value> {
      // Read for the sake of whoever draws it.
      void generation.value;
      const entry = touch(key);
      if (entry.state.peek().kind !== "failed" && options.now() - entry.loadedAt > options.freshFor) void start(key, entry);
      return { state: entry.state, retry: () => retry(key, entry) };
    },
    /** The value as soon as there is one. @throws RequestError */
    async value(key: string): Promise<Value> {
      const entry = touch(key);
      if (entry.state.peek().kind !== "ready") await start(key, entry);
      const state = entry.state.peek();
      if (state.kind === "ready") return state.value;
      throw state.kind === "failed" ? state.error : asRequestError(undefined);
    },
    peek(key: string): Value | undefined {
      const state = entries.get(key)?.state.peek();
      return state?.kind === "ready" ? state.value : undefined;
    },
    /** They were for somebody else: what is shown of them is loaded anew, what is on its way is not taken. */
    forget(): void {
      entries.clear();
      generation.value++;
    },
    retryFailed(): void {
      for (const [key, entry] of entries) if (entry.state.peek().kind === "failed") retry(key, entry);
    },
  };
}
