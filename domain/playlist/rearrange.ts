/** Leads a list to other contents with as few moves as there can be. */
import type { Draft } from "./draft.ts";
import type { ItemList } from "./item-list.ts";
import type { PlaylistItem } from "./schema.ts";

/** @param target all items afterwards, each uid once; one that is there already stays the item that it is */
export function rearrange(draft: Draft, items: ItemList, target: readonly PlaylistItem[]): void {
  const wanted = new Set(target.map(({ uid }) => uid));
  const staying = new Set<string>();
  for (const { uid } of items.inOrder()) if (wanted.has(uid)) staying.add(uid);
  const leaving = items.inOrder().filter(({ uid }) => !wanted.has(uid));
  draft.remove(leaving.map(({ uid }) => uid));
  const order = target.filter(({ uid }) => staying.has(uid)).map(({ uid }) => uid);
  moveInto(draft, items, order);
  for (const { value, after } of groups(
    target,
    (item) => !staying.has(item.uid),
    (item) => item.uid,
  ))
    draft.insert(value, after);
}

function moveInto(draft: Draft, items: ItemList, order: readonly string[]): void {
  const positions = new Map(items.inOrder().map(({ uid }, index) => [uid, index]));
  const resting = longestIncreasing(order.map((uid) => positions.get(uid) ?? 0));
  const still = new Set([...resting].map((index) => order[index] ?? ""));
  for (const { value, after } of groups(
    order,
    (uid) => !still.has(uid),
    (uid) => uid,
  ))
    draft.move(value, after);
}

/** Neighbours that are `chosen`, with the uid of what stands before them. */
function groups<Value>(
  values: readonly Value[],
  chosen: (value: Value) => boolean,
  uidOf: (value: Value) => string,
): { after: string | null; value: Value[] }[] {
  const found: { after: string | null; value: Value[] }[] = [];
  let open: Value[] | undefined;
  let previous: string | null = null;
  for (const value of values) {
    if (!chosen(value)) open = undefined;
    else if (open) open.push(value);
    else {
      open = [value];
      found.push({ after: previous, value: open });
    }
    previous = uidOf(value);
  }
  return found;
}

/** @returns indices of a longest strictly increasing subsequence (patience sorting) */
export function longestIncreasing(values: readonly number[]): Set<number> {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [index, value] of values.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  }
  const chosen = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) chosen.add(index);
  return chosen;
}
