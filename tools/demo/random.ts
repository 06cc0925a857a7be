/** Seeded randomness: the same seed composes the same music on every machine. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  range(low: number, high: number): number;
  int(below: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Roughly normal, mean 0, deviation 1, never beyond ±3.5. */
  gauss(): number;
  /** An independent stream, so that a change in one part leaves the others as they are. */
  fork(label: string): Random;
}

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** Mulberry32. */
export function seeded(seed: number | string): Random {
  const start = typeof seed === "string" ? hashText(seed) : seed >>> 0;
  let state = start;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (below: number): number => Math.floor(next() * below);
  return {
    next,
    int,
    range: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    pick: (list) => {
      const item = list[int(list.length)];
      if (item === undefined) throw new Error("Nothing to pick from an empty list.");
      return item;
    },
    gauss: () => Math.max(-3.5, Math.min(3.5, (next() + next() + next() + next() - 2) * Math.sqrt(3))),
    fork: (label) => seeded(`${start}/${label}`),
  };
}
