/**
 * A long list in order of time, kept in pages: any place in it is found by adding up the pages' counts, and a change rewrites one page.
 * Pages lie from the oldest on, and so do items within a page; lists are shown from the newest on.
 */

export type Kept = {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
};

/** How many items a page holds at most. */
export const pageSize = 500;
/** Neighbours that hold no more than so many together become one. */
const mergeSize = pageSize / 2;

/** A page holds what comes at `from` or after it, and before the next page's. */
export type PageHead = { page: number; from: Kept; count: number };

/** Where the first page begins: before everything. */
export const beginning: Kept = { id: "", at: Number.MIN_SAFE_INTEGER };

/** By time, and by id where that is the same: of the same items there is one order only. */
export function compareKept(a: Kept, b: Kept): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

/** @param heads at least the first page's @returns the index of the page that holds an item, or would */
export function pageOf(heads: readonly PageHead[], item: Kept): number {
  let low = 0;
  let high = heads.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const head = heads[middle];
    if (head && compareKept(head.from, item) <= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Which part of which page a stretch of the list lies in, from the newest item on; `skip` and `take` count from the page's newest. */
export function stretchOf(
  heads: readonly PageHead[],
  { offset, limit }: { offset: number; limit: number },
): { head: PageHead; skip: number; take: number }[] {
  const parts: { head: PageHead; skip: number; take: number }[] = [];
  let skip = offset;
  let left = limit;
  for (const head of heads.toReversed()) {
    if (left <= 0) break;
    if (skip < head.count) {
      const take = Math.min(left, head.count - skip);
      parts.push({ head, skip, take });
      left -= take;
    }
    skip = Math.max(0, skip - head.count);
  }
  return parts;
}

/**
 * A page with more in it.
 * @param items in order @param added none of which is in it
 * @returns what becomes of the page: the first list stays, each further one is a new page. What grows at its end leaves full pages
 * behind; what grows in the middle is parted evenly.
 */
export function addToPage(items: readonly Kept[], added: readonly Kept[]): Kept[][] {
  const merged = [...items, ...added].toSorted(compareKept);
  const parts = Math.max(1, Math.ceil(merged.length / pageSize));
  const newest = items.at(-1);
  const grows = newest === undefined || added.every((item) => compareKept(newest, item) < 0);
  const size = grows ? pageSize : Math.ceil(merged.length / parts);
  return Array.from({ length: parts }, (_, index) => merged.slice(index * size, (index + 1) * size));
}

/** @returns the index of the page that this one and the next become one with; undefined when they stay two */
export function mergeableAt(heads: readonly PageHead[], index: number): number | undefined {
  const fits = (at: number): boolean => {
    const [left, right] = [heads[at], heads[at + 1]];
    return left !== undefined && right !== undefined && (right.count === 0 || left.count + right.count <= mergeSize);
  };
  if (index > 0 && fits(index - 1)) return index - 1;
  return fits(index) ? index : undefined;
}
