/** Where items of a list can be put: gaps between rows, what they then stand behind, how a list scrolls below them. Pure. */
import type { Order } from "./order.ts";

/**
 * The gap nearest to a height: 0 is before the first row, `count` behind the last.
 * @param distance pixels from the top of the list
 */
export function gapAt(distance: number, rowHeight: number, count: number): number {
  if (rowHeight <= 0) return 0;
  return Math.min(count, Math.max(0, Math.round(distance / rowHeight)));
}

/** The item that those put into a gap stand behind: the nearest before it that does not move itself; null at the front. */
export function anchorOf(order: Order, gap: number, moving: ReadonlySet<string>): string | null {
  for (let index = Math.min(gap, order.uids.length) - 1; index >= 0; index--) {
    const uid = order.uids[index];
    if (uid !== undefined && !moving.has(uid)) return uid;
  }
  return null;
}

/** Whether items put into a gap are where they were. @param moving in the order of the list */
export function isAtRest(order: Order, gap: number, moving: readonly string[]): boolean {
  const first = order.indexOf(moving[0] ?? "");
  const areNeighbours = moving.every((uid, index) => order.indexOf(uid) === first + index);
  return moving.length === 0 || (areNeighbours && gap >= first && gap <= first + moving.length);
}

export type Step = "up" | "down" | "top" | "bottom";

/**
 * The gap into which a step takes items. Those that stand apart come together first.
 * @param moving in the order of the list @returns undefined when they can't go any further
 */
export function gapAfterStep(order: Order, moving: readonly string[], step: Step): number | undefined {
  const [first, last] = [order.indexOf(moving[0] ?? ""), order.indexOf(moving.at(-1) ?? "")];
  if (first < 0) return undefined;
  const gaps: Record<Step, number> = {
    up: Math.max(0, first - 1),
    down: Math.min(order.uids.length, last + 2),
    top: 0,
    bottom: order.uids.length,
  };
  return isAtRest(order, gaps[step], moving) ? undefined : gaps[step];
}

/** Pixels from an edge within which a list scrolls below what is dragged. */
const edge = 72;
/** Pixels a second, at the edge itself. */
const fastest = 1400;

/** How fast a list scrolls below a pointer, in pixels a second; negative: upwards. @param view what can be seen of it */
export function scrollSpeed(clientY: number, view: { from: number; to: number }): number {
  const depth = (distance: number) => Math.min(1, Math.max(0, (edge - distance) / edge)) ** 2;
  return fastest * (depth(view.to - clientY) - depth(clientY - view.from));
}
