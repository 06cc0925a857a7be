/** How a list that comes page by page is put together with what was known of it before. Pure. */

export type ListPage<Item> = {
  items: readonly Item[];
  total: number;
  /** Where the next page begins; undefined after the last. */
  next: string | undefined;
};

type Identified = { id: string };

/**
 * What is known, with what came on top of it since: the whole list, without asking for its other pages.
 * @param known the whole list as it was, newest first
 * @param head its first page as it is now
 * @returns undefined when the two do not fit together: something was taken out, or more was added than a page holds
 */
export function mergeHead<Item extends Identified>(
  known: readonly Item[],
  head: readonly Item[],
  total: number,
): readonly Item[] | undefined {
  const [newest] = known;
  const meets = newest === undefined ? head.length : head.findIndex((item) => item.id === newest.id);
  if (meets < 0) return undefined;
  const shared = head.length - meets;
  if (head.slice(meets).some((item, index) => item.id !== known[index]?.id)) return undefined;
  const merged = [...head, ...known.slice(shared)];
  return merged.length === total ? merged : undefined;
}

/** Two pages of a list that grew in between overlap: each item counts once, where it came first. */
export function appendPage<Item extends Identified>(items: readonly Item[], page: readonly Item[]): readonly Item[] {
  const seen = new Set(items.map((item) => item.id));
  return [...items, ...page.filter((item) => !seen.has(item.id) && seen.add(item.id))];
}
