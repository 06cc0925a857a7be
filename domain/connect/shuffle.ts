/** An order of play that everybody computes alike from a seed, and that leads back to the order as it stood. */

/** 32-bit generator by Tommy Ettinger (mulberry32): small, and the same on every machine. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A permutation of 0 … count − 1 (Durstenfeld's shuffle) that begins with `first`.
 * @param seed an integer; its low 32 bits count
 */
export function shuffledOrder(count: number, seed: number, first: number): number[] {
  const random = createRandom(seed);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  const at = order.indexOf(first);
  if (at > 0) order.unshift(...order.splice(at, 1));
  return order;
}
