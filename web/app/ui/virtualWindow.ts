/** Which entries of a long list are drawn, and where each stands. Pure; lengths are pixels. */

/** Rows of one height, each of so many entries side by side. */
export type VirtualLayout = { lanes: number; rowHeight: number };

/** What can be seen, as distances from the top of the list. */
export type VirtualView = { from: number; to: number };

/** Indexes from `first` on, up to and without `end`. */
export type DrawnRange = { first: number; end: number };

/** Rows are drawn in steps of so many, so that scrolling by one row does not draw anew each time. */
const step = 4;

export function totalHeight(count: number, { lanes, rowHeight }: VirtualLayout): number {
  return Math.ceil(count / lanes) * rowHeight;
}

/** @param overscan how far beyond the view is drawn too, so that a quick scroll finds rows */
export function drawnRange(count: number, { lanes, rowHeight }: VirtualLayout, view: VirtualView, overscan: number): DrawnRange {
  const perStep = rowHeight * step;
  if (count === 0 || !(perStep > 0)) return { first: 0, end: 0 };
  const firstStep = Math.floor(Math.max(0, view.from - overscan) / perStep);
  const endStep = Math.ceil(Math.max(0, view.to + overscan) / perStep);
  const end = Math.min(count, endStep * step * lanes);
  return { first: Math.min(firstStep * step * lanes, end), end };
}

/** The drawn entries in the list's order. @param pinned entries that stay wherever the view is: what has the focus, what is dragged */
export function drawnIndexes(count: number, { first, end }: DrawnRange, pinned: readonly number[]): number[] {
  const indexes = new Set(Array.from({ length: end - first }, (_, offset) => first + offset));
  for (const index of pinned) if (index >= 0 && index < count) indexes.add(index);
  return [...indexes].toSorted((a, b) => a - b);
}

export function topOf(index: number, { lanes, rowHeight }: VirtualLayout): number {
  return Math.floor(index / lanes) * rowHeight;
}

/** The first entry of the row at a distance from the top of the list, kept within the list; −1 of an empty one. */
export function indexAt(distance: number, count: number, { lanes, rowHeight }: VirtualLayout): number {
  const row = Math.max(0, Math.floor(distance / rowHeight));
  return Math.min(row * lanes, count - 1);
}

/** By how much to scroll so that an entry is wholly seen; 0 where it is already. */
export function scrollToReveal(index: number, layout: VirtualLayout, view: VirtualView): number {
  const top = topOf(index, layout);
  const bottom = top + layout.rowHeight;
  if (top < view.from) return top - view.from;
  return bottom > view.to ? Math.min(bottom - view.to, top - view.from) : 0;
}

/** As many square pictures side by side as fit. @param below what stands under each picture, with the distance to the next row */
export function gridLayout(width: number, { least, gap, below }: { least: number; gap: number; below: number }): VirtualLayout {
  const lanes = Math.max(1, Math.floor((width + gap) / (least + gap)));
  return { lanes, rowHeight: (width - gap * (lanes - 1)) / lanes + below };
}
