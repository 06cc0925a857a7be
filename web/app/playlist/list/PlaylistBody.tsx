/** The list of a playlist with what is chosen in it, and the keys that are the whole page's. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { PresentPerson } from "../../../../contracts/playlist.ts";
import type { PlaylistItem } from "../../../../domain/playlist/schema.ts";
import { Link } from "../../router/Link.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { Edits } from "../edits.ts";
import type { Facts } from "../facts.ts";
import { t } from "../i18n/texts.ts";
import type { LivePlaylist } from "../live/LivePlaylist.ts";
import { orderOf } from "./order.ts";
import { PlaylistGrid } from "./PlaylistGrid.tsx";
import { nothingChosen, stillThere } from "./selection.ts";
import { SelectionBar } from "./SelectionBar.tsx";

type PlaylistBodyProps = {
  facts: Facts;
  items: readonly PlaylistItem[];
  others: readonly PresentPerson[];
  edits: Edits;
  live: LivePlaylist;
};

const typed = "input, textarea, select, [contenteditable]";

/** Ctrl+Z anywhere on the page, except where something is typed. */
function useUndoKey(canEdit: boolean, undo: () => void): void {
  useEffect(() => {
    if (!canEdit) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!isUndo || event.repeat || (event.target instanceof Element && event.target.closest(typed))) return;
      event.preventDefault();
      undo();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [canEdit, undo]);
}

function Empty({ canEdit }: { canEdit: boolean }) {
  return (
    <section class="empty-state">
      <span class="empty-mark">
        <Icon name="queue" />
      </span>
      <h2>{t("empty.title")}</h2>
      <p>{canEdit ? t("empty.hint") : t("empty.hintReader")}</p>
      {canEdit && (
        <Link class="button" to={{ page: "albums" }}>
          {t("empty.browse")}
        </Link>
      )}
    </section>
  );
}

export function PlaylistBody({ facts, items, others, edits, live }: PlaylistBodyProps) {
  const order = useMemo(() => orderOf(items), [items]);
  const [wanted, choose] = useState(nothingChosen);
  const [entrance, setEntrance] = useState<string>();
  const selection = stillThere(wanted, order);
  const canEdit = facts.canEdit && live.view.value !== undefined;
  useUndoKey(canEdit, edits.undo);
  const showsAdder = useMemo(
    () => facts.visibility === "open" || items.some((item) => item.added_by !== facts.owner.id),
    [items, facts.visibility],
  );
  const enter = (uid: string | undefined) => {
    setEntrance(uid);
    if (facts.belongs) live.look(uid ?? null);
  };
  if (items.length === 0) return <Empty canEdit={canEdit} />;
  return (
    <>
      <PlaylistGrid
        id={facts.id}
        name={facts.name}
        items={items}
        order={order}
        canEdit={canEdit}
        showsAdder={showsAdder}
        edits={edits}
        selection={selection}
        choose={choose}
        entrance={entrance}
        enter={enter}
        visitors={others}
      />
      <SelectionBar
        items={items}
        order={order}
        selection={selection}
        canEdit={canEdit}
        edits={edits}
        onClear={() => choose(nothingChosen)}
      />
    </>
  );
}
