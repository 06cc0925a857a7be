/** What can be done with rows of the list, by keys, presses and menus alike. */
import type { PlaylistItem } from "../../../../domain/playlist/schema.ts";
import type { MenuAction } from "../../ui/Menu.tsx";
import { announce } from "../../ui/notices.ts";
import type { Edits } from "../edits.ts";
import { t } from "../i18n/texts.ts";
import { toggleEntry } from "../playing.ts";
import { eachTrack } from "../tracks.ts";
import { indexAfter, type ListKey } from "./keys.ts";
import { nameOfTrack } from "./nameOfTrack.ts";
import { trackIdOf, type Order } from "./order.ts";
import { anchorOf, gapAfterStep, isAtRest, type Step } from "./places.ts";
import { everything, extended, inOrder, nothingChosen, only, toggled, type Selection } from "./selection.ts";

export type ListOfRows = {
  id: string;
  items: readonly PlaylistItem[];
  order: Order;
  canEdit: boolean;
  edits: Edits;
  selection: Selection;
  choose: (selection: Selection) => void;
  /** The row that Tab leads to. */
  enter: (uid: string | undefined) => void;
};

export type Press = { ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; isTouch: boolean };

/** @param focusRow takes the focus to a row, which may have to be drawn first */
export function listActions(list: ListOfRows, focusRow: (index: number) => void) {
  const { id, items, order, canEdit, edits, selection, choose, enter } = list;

  /** A row, or all that is chosen when it is one of them. */
  function taken(uid: string): string[] {
    return selection.chosen.has(uid) ? inOrder(selection, order) : [uid];
  }

  function drop(uids: readonly string[], gap: number): void {
    if (!isAtRest(order, gap, uids)) edits.move(uids, anchorOf(order, gap, new Set(uids)));
  }

  function step(uid: string, to: Step): void {
    const uids = taken(uid);
    const gap = gapAfterStep(order, uids, to);
    if (gap === undefined) return;
    edits.move(uids, anchorOf(order, gap, new Set(uids)), true);
    const moving = new Set(uids);
    const place = order.uids.slice(0, gap).filter((each) => !moving.has(each)).length + 1;
    const known = eachTrack()(trackIdOf(items[order.indexOf(uid)]?.uri ?? ""));
    const name = uids.length === 1 ? nameOfTrack(known) : t("list.several", { count: uids.length });
    announce(t("list.moved", { name, place, count: order.uids.length }));
  }

  function remove(uid: string): void {
    const leaving = new Set(taken(uid));
    const stays = (each: string) => !leaving.has(each);
    // What takes its place has the focus then.
    const next = order.uids.slice(order.indexOf(uid)).find(stays) ?? order.uids.findLast(stays);
    edits.remove([...leaving]);
    choose(nothingChosen);
    enter(next);
  }

  function go({ to, extending }: Extract<ListKey, { kind: "go" }>, from: string, page: number): void {
    const index = indexAfter(to, order.indexOf(from), items.length, page);
    const uid = order.uids[index];
    if (uid === undefined) return;
    if (extending) choose(extended(selection.anchor === undefined ? only(from) : selection, uid, order));
    enter(uid);
    focusRow(index);
  }

  /** @param page rows that are seen at once @returns whether the key meant something */
  function press(key: ListKey, uid: string, page: number): boolean {
    switch (key.kind) {
      case "go":
        go(key, uid, page);
        return true;
      case "step":
        if (canEdit) step(uid, key.step);
        return canEdit;
      case "remove":
        if (canEdit) remove(uid);
        return canEdit;
      case "toggle":
        choose(toggled(selection, uid));
        return true;
      case "all":
        choose(everything(order));
        return true;
      case "play":
        toggleEntry(id, items, uid);
        return true;
      case "clear":
    }
    choose(nothingChosen);
    return selection.chosen.size > 0;
  }

  function click(uid: string, { ctrlKey, metaKey, shiftKey, isTouch }: Press): void {
    enter(uid);
    if (ctrlKey || metaKey) choose(shiftKey ? extended(selection, uid, order, true) : toggled(selection, uid));
    else if (shiftKey) choose(extended(selection, uid, order));
    else if (!isTouch) choose(only(uid));
    // A finger plays; once something is chosen, it chooses.
    else if (selection.chosen.size > 0) choose(toggled(selection, uid));
    else toggleEntry(id, items, uid);
  }

  /** What a row's menu offers besides what every track's does. */
  function menuOf(uid: string): MenuAction[] {
    const choice = { label: selection.chosen.has(uid) ? t("row.unchoose") : t("row.choose"), run: () => choose(toggled(selection, uid)) };
    if (!canEdit) return [choice];
    return [
      choice,
      { label: t("edit.toTop"), run: () => step(uid, "top") },
      { label: t("edit.toBottom"), run: () => step(uid, "bottom") },
      { label: t("edit.remove"), run: () => remove(uid) },
    ];
  }

  return { taken, drop, press, click, menuOf };
}
