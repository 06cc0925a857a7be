/** What can be done with what is chosen, in reach wherever the list is scrolled to. */
import type { PlaylistItem } from "../../../../domain/playlist/schema.ts";
import { t as app } from "../../i18n/language.ts";
import { openAddToPlaylist } from "../../library/openers.ts";
import { controls } from "../../player/controls.ts";
import { Icon } from "../../ui/Icon.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { notify } from "../../ui/notices.ts";
import type { Edits } from "../edits.ts";
import { t } from "../i18n/texts.ts";
import { queueItems } from "../playing.ts";
import type { Order } from "./order.ts";
import { anchorOf, gapAfterStep } from "./places.ts";
import { inOrder, type Selection } from "./selection.ts";

type SelectionBarProps = {
  items: readonly PlaylistItem[];
  order: Order;
  selection: Selection;
  canEdit: boolean;
  edits: Edits;
  onClear: () => void;
};

export function SelectionBar({ items, order, selection, canEdit, edits, onClear }: SelectionBarProps) {
  const uids = inOrder(selection, order);
  if (uids.length === 0) return null;
  const chosen = items.filter(({ uid }) => selection.chosen.has(uid));
  const moveTo = (step: "top" | "bottom") => {
    const gap = gapAfterStep(order, uids, step);
    if (gap !== undefined) edits.move(uids, anchorOf(order, gap, new Set(uids)));
  };
  const remove = () => {
    edits.remove(uids);
    onClear();
  };
  const playNext = () => {
    controls.playNext(queueItems(chosen));
    notify(app("queue.addedNext"));
  };
  const enqueue = () => {
    const added = queueItems(chosen);
    controls.enqueue(added);
    notify(app("queue.added", { count: added.length }));
  };
  const more = [
    { label: app("track.playNext"), run: playNext },
    { label: app("track.enqueue"), run: enqueue },
    ...(canEdit
      ? [
          { label: t("edit.toTop"), run: () => moveTo("top") },
          { label: t("edit.toBottom"), run: () => moveTo("bottom") },
        ]
      : []),
  ];
  return (
    <div class="pl-selection" role="toolbar" aria-label={t("selection.label")}>
      <output class="pl-selection-count">{t("selection.count", { count: uids.length })}</output>
      <button
        type="button"
        class="text-button pl-selection-add"
        onClick={() => openAddToPlaylist(chosen.map(({ uri }) => uri).filter((uri) => uri !== ""))}
      >
        <Icon name="plus" />
        <span>{app("track.addToPlaylist")}</span>
      </button>
      {canEdit && (
        <button type="button" class="text-button" onClick={remove}>
          {t("edit.removeChosen")}
        </button>
      )}
      <Menu label={t("selection.more")} actions={more} />
      <IconButton icon="close" label={t("selection.clear")} onClick={onClear} />
    </div>
  );
}
