/** What an isolate remembers for a moment of what everybody asks for. */

export type MemoryOptions = {
  /** How long something is taken as it was, milliseconds. */
  freshFor: number;
  /** How long it still is while one request asks again, milliseconds. Until then it is also shown when asking again fails. */
  staleFor: number;
  /** How many things are remembered; what was asked for longest ago leaves first. */
  held: number;
};

export type Memory<Value> = {
  /** @param now milliseconds since 1970 @param load undefined: there is no such thing, and it is forgotten */
  read(key: string, now: number, load: () => Promise<Value | undefined>): Promise<Value | undefined>;
};

type Entry<Value> = { value: Value; askedAt: number; askedAgainAt: number };

/**
 * Whoever finds something stale asks again, and all others are answered from memory meanwhile. Requests share what came of it, never
 * the asking itself: a request that waits for another one's work hangs when that one is cancelled.
 */
export function createMemory<Value>({ freshFor, staleFor, held }: MemoryOptions): Memory<Value> {
  const entries = new Map<string, Entry<Value>>();
  const remember = (key: string, value: Value | undefined, askedAt: number): void => {
    const known = entries.get(key);
    // Whoever asked later knows better.
    if (known && known.askedAt > askedAt) return;
    entries.delete(key);
    if (value !== undefined) entries.set(key, { value, askedAt, askedAgainAt: -Infinity });
    const [oldest] = entries.keys();
    if (entries.size > held && oldest !== undefined) entries.delete(oldest);
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
