/** A list in its order, and of it what is being looked for. Sorting again is left out while one only types. */
import { useMemo, useState } from "preact/hooks";
import { filterItems, sortItems, type Arrangeable, type SortKey } from "../collection/arrange.ts";

export function useArranged<Item extends Arrangeable>(items: readonly Item[], sort: SortKey, language: string) {
  const [typed, filter] = useState("");
  const sorted = useMemo(() => sortItems(items, sort, language), [items, sort, language]);
  const shown = useMemo(() => filterItems(sorted, typed), [sorted, typed]);
  return { shown, typed, filter };
}
