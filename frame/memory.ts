/** What an isolate remembers for a moment of what everybody asks for. */

export type MemoryOptions<Value> = {
  /** How long something is taken as it was, milliseconds. */
  freshFor: number;
  /** How long it still is while one request asks again, milliseconds. Until then it is also shown when asking again fails. */
  staleFor: number;
  /** How many things are remembered; what was asked for longest ago leaves first. What is larger than all is not remembered. */
  held: number;
  /** For how many things a value counts, at least for one: that too where this is left out. */
  sizeOf?: (value: Value) => number;
};

export type Memory<Value> = {
  /** @param now milliseconds since 1970 @param load undefined: there is no such thing, and it is forgotten */
  read(key: string, now: number, load: () => Promise<Value | undefined>): Promise<Value | undefined>;
};

type Entry<Value> = { value: Value; size: number; askedAt: number; askedAgainAt: number };

/**
 * Whoever finds something stale asks again, and all others are answered from memory meanwhile. Requests share what came of it, never
 * the asking itself: a request that waits for another one's work hangs when that one is cancelled.
 */
export function createMemory<Value>({ freshFor, staleFor, held, sizeOf = () => 1 }: MemoryOptions<Value>): Memory<Value> {
  const entries = new Map<string, Entry<Value>>();
  let size = 0;
  const forget = (key: string): void => {
    size -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  const remember = (key: string, value: Value | undefined, askedAt: number): void => {
    const known = entries.get(key);
    // Whoever asked later knows better.
    if (known && known.askedAt > askedAt) return;
    forget(key);
    if (value === undefined) return;
    const entry = { value, size: Math.max(1, sizeOf(value)), askedAt, askedAgainAt: -Infinity };
    entries.set(key, entry);
    size += entry.size;
    for (const oldest of entries.keys()) {
      if (size <= held) break;
      forget(oldest);
    }
  };
  return {
    async read(key, now, load) {
      const known = entries.get(key);
      const age = known ? now - known.askedAt : Infinity;
      if (known && age < freshFor) return known.value;
      // Whoever asked again and was not heard of for so long was cancelled.
      if (known && age < staleFor && now - known.askedAgainAt < freshFor) return known.value;
      if (known) known.askedAgainAt = now;
      try {
        const value = await load();
        remember(key, value, now);
        return value;
      } catch (error) {
        if (known && age < staleFor) return known.value;
        throw error;
      }
    },
  };
}
