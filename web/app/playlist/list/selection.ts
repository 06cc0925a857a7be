/** Which items of a list are chosen, as lists on desktops choose: one, a range, one more, all. Pure. */
import type { Order } from "./order.ts";

export type Selection = {
  chosen: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | undefined;
};

export const nothingChosen: Selection = { chosen: new Set(), anchor: undefined };

export function only(uid: string): Selection {
  return { chosen: new Set([uid]), anchor: uid };
}

export function toggled({ chosen }: Selection, uid: string): Selection {
  const next = new Set(chosen);
  if (!next.delete(uid)) next.add(uid);
  return { chosen: next, anchor: uid };
}

/** All from where the last choice began. @param adding besides what is chosen already */
export function extended(selection: Selection, uid: string, order: Order, adding = false): Selection {
  const to = order.indexOf(uid);
  const from = selection.anchor === undefined ? -1 : order.indexOf(selection.anchor);
  if (to < 0) return selection;
  if (from < 0) return only(uid);
  const range = order.uids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { chosen: new Set(adding ? [...selection.chosen, ...range] : range), anchor: selection.anchor };
}

export function everything(order: Order): Selection {
  return { chosen: new Set(order.uids), anchor: order.uids[0] };
}

/** Without what is not in the list any more. @returns the same where all of it is */
export function stillThere(selection: Selection, order: Order): Selection {
  const { chosen, anchor } = selection;
  const isThere = (uid: string) => order.indexOf(uid) >= 0;
  const isWhole = [...chosen].every(isThere);
  if (isWhole && (anchor === undefined || isThere(anchor))) return selection;
  return {
    chosen: isWhole ? chosen : new Set([...chosen].filter(isThere)),
    anchor: anchor !== undefined && isThere(anchor) ? anchor : undefined,
  };
}

/** What is chosen, in the order of the list. */
export function inOrder({ chosen }: Selection, order: Order): string[] {
  return [...chosen].filter((uid) => order.indexOf(uid) >= 0).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}
