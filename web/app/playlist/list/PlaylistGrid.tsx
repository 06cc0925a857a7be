// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are drawn one by one and placed where they belong, which no table allows
/**
 * The items of a playlist as a grid of which only what can be seen is drawn: chosen as on a desktop, moved by pointer or keys,
 * played from any row.
 */
import type { VNode } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { PresentPerson } from "../../../../contracts/playlist.ts";
import { useVirtualRows, type VirtualListHandle } from "../../ui/VirtualList.tsx";
import { topOf, type VirtualLayout } from "../../ui/virtualWindow.ts";
import { t } from "../i18n/texts.ts";
import { entryIsCurrent, toggleEntry } from "../playing.ts";
import { wantTracks } from "../tracks.ts";
import { ColumnHeads } from "./ColumnHeads.tsx";
import { listKeyOf } from "./keys.ts";
import { listActions, type ListOfRows } from "./listActions.ts";
import { trackIdOf } from "./order.ts";
import { PlaylistRow, type RowPresses } from "./PlaylistRow.tsx";
import { useRowDrag, type RowDrag } from "./useRowDrag.ts";

type PlaylistGridProps = ListOfRows & {
  name: string;
  showsAdder: boolean;
  /** The row that Tab leads to. */
  entrance: string | undefined;
  /** Others who are here. */
  visitors: readonly PresentPerson[];
};

type Actions = ReturnType<typeof listActions>;

/** As in playlist.css. */
function layoutOf(_width: number, rem: number): VirtualLayout {
  return { lanes: 1, rowHeight: Math.round(rem * 3.75) };
}

const pressable = "button, a, input, .pl-grip, [role=menu]";

function uidOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>("[data-uid]")?.dataset["uid"] : undefined;
}

/** The row, where nothing in it takes the press for itself. */
function rowPressed(target: EventTarget | null): string | undefined {
  return target instanceof Element && !target.closest(pressable) ? uidOf(target) : undefined;
}

/** Keys and presses are taken for all rows at once. */
function listenersOf(list: ListOfRows, actions: Actions, rowHeight: number, hasJustDropped: { current: boolean }) {
  return {
    onKeyDown: (event: KeyboardEvent) => {
      const uid = uidOf(event.target);
      if (uid === undefined || !(event.target instanceof HTMLElement) || event.target.closest("[role=menu]")) return;
      const key = listKeyOf(event, event.target.dataset["uid"] !== undefined);
      const page = Math.max(1, Math.floor((innerHeight * 0.7) / (rowHeight || 1)));
      if (key && actions.press(key, uid, page)) event.preventDefault();
    },
    onClick: (event: MouseEvent) => {
      const uid = rowPressed(event.target);
      if (uid === undefined || hasJustDropped.current) return;
      const isTouch = event instanceof PointerEvent && (event.pointerType === "touch" || event.pointerType === "pen");
      actions.click(uid, { ctrlKey: event.ctrlKey, metaKey: event.metaKey, shiftKey: event.shiftKey, isTouch });
    },
    onDblClick: (event: MouseEvent) => {
      const uid = rowPressed(event.target);
      if (uid !== undefined) toggleEntry(list.id, list.items, uid);
    },
    onDragStart: (event: DragEvent) => event.preventDefault(),
  };
}

const controls = "a, button:not([role=menuitem])";

function isRow(node: Node): node is HTMLElement {
  return node instanceof HTMLElement && node.dataset["uid"] !== undefined;
}

/** Tab leads through the controls of one row, not of all: they follow their row's own place in the order of tabs. */
function useOneTabbableRow(list: { current: HTMLElement | null }): void {
  useLayoutEffect(() => {
    const rows = list.current;
    if (!rows) return undefined;
    const follow = (part: Element, row: HTMLElement) => {
      for (const control of part.querySelectorAll<HTMLElement>(controls)) control.tabIndex = row.tabIndex;
    };
    for (const row of rows.children) if (isRow(row)) follow(row, row);
    const observer = new MutationObserver((mutations) => {
      for (const { type, target, addedNodes } of mutations) {
        if (type === "attributes" && isRow(target)) follow(target, target);
        for (const node of addedNodes) {
          const row = node instanceof Element ? node.closest("[data-uid]") : null;
          if (row && isRow(row)) follow(node === row ? row : (node.parentElement ?? row), row);
        }
      }
    });
    observer.observe(rows, { childList: true, subtree: true, attributes: true, attributeFilter: ["tabindex"] });
    return () => observer.disconnect();
  }, []);
}

/** A row that moves in the document, or leaves it, loses the focus on its way. */
function useKeptFocus(list: { current: HTMLElement | null }, focusEntrance: () => void): void {
  const hadFocus = list.current?.contains(document.activeElement) === true;
  useLayoutEffect(() => {
    if (hadFocus && document.activeElement === document.body) focusEntrance();
  });
}

function DragMarks({ drag, rowHeight, ghost }: { drag: RowDrag; rowHeight: number; ghost: { current: HTMLDivElement | null } }) {
  return (
    <>
      <div class="pl-line" style={{ insetBlockStart: `${drag.gap * rowHeight}px` }} aria-hidden="true" />
      <div ref={ghost} class="pl-ghost" aria-hidden="true">
        {t("list.several", { count: drag.moving.size })}
      </div>
    </>
  );
}

type RowsProps = PlaylistGridProps & { indexes: readonly number[]; layout: VirtualLayout; actions: Actions; drag: RowDrag | undefined };

type DrawnRow = { of: readonly unknown[]; row: VNode };

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((value, index) => value === others[index]);
}

/** Rows are drawn again only when something about them changed: a list is scrolled through at sixty pictures a second. */
function Rows(props: RowsProps) {
  const { id, items, order, canEdit, showsAdder, selection, visitors, indexes, layout, actions, drag } = props;
  const entrance = Math.max(0, order.indexOf(props.entrance ?? ""));
  const visitorsAt = new Map(visitors.flatMap((person) => (person.at === null ? [] : [[person.at, person] as const])));
  const latest = useRef({ items, actions });
  latest.current = { items, actions };
  const press = useMemo<RowPresses>(
    () => ({ play: (uid) => toggleEntry(id, latest.current.items, uid), menuOf: (uid) => latest.current.actions.menuOf(uid) }),
    [id],
  );
  const drawn = useRef(new Map<string, DrawnRow>());
  const now = new Map<string, DrawnRow>();
  for (const index of indexes) {
    const item = items[index];
    if (!item) continue;
    const { uid } = item;
    const [isChosen, isMoving] = [selection.chosen.has(uid), drag?.moving.has(uid) === true];
    const [isEntrance, isCurrent, visitor] = [index === entrance, entryIsCurrent(id, item), visitorsAt.get(uid)];
    const of = [item, index, layout.rowHeight, isChosen, isMoving, isEntrance, isCurrent, visitor, canEdit, showsAdder, press];
    const before = drawn.current.get(uid);
    if (before && isSame(before.of, of)) {
      now.set(uid, before);
      continue;
    }
    const style = { insetBlockStart: `${topOf(index, layout)}px`, blockSize: `${layout.rowHeight}px` };
    const state = { isChosen, isMoving, isEntrance, isCurrent, visitor };
    const row = <PlaylistRow key={uid} {...{ item, index, style, state, canEdit, showsAdder, press }} />;
    now.set(uid, { of, row });
  }
  drawn.current = now;
  return <>{[...now.values()].map(({ row }) => row)}</>;
}

export function PlaylistGrid(props: PlaylistGridProps) {
  const { name, items, order, canEdit, showsAdder, enter } = props;
  const hint = useId();
  const handle = useRef<VirtualListHandle>(null);
  const entrance = Math.max(0, order.indexOf(props.entrance ?? ""));
  const { list, layout, height, indexes, listeners } = useVirtualRows({
    count: items.length,
    layout: layoutOf,
    pinned: [entrance],
    handle,
  });
  const actions = listActions(props, (index) => handle.current?.focus(index));
  const rowHeight = layout?.rowHeight ?? 0;
  const dragging = useRowDrag({ isAllowed: canEdit, order, rowHeight, list, take: actions.taken, drop: actions.drop });
  useOneTabbableRow(list);
  useKeptFocus(list, () => handle.current?.focus(entrance));
  useEffect(() => wantTracks(indexes.flatMap((index) => trackIdOf(items[index]?.uri ?? ""))), [indexes.join(), items]);
  return (
    <>
      <p id={hint} class="visually-hidden">
        {canEdit ? t("list.hintEditor") : t("list.hint")}
      </p>
      <div
        role="grid"
        class={showsAdder ? "pl-grid with-adders" : "pl-grid"}
        aria-label={t("list.label", { name })}
        aria-rowcount={items.length + 1}
        aria-multiselectable
        aria-describedby={hint}
      >
        <ColumnHeads />
        <div class="pl-body">
          <div
            role="rowgroup"
            ref={list as { current: never }}
            class="pl-rows"
            style={{ blockSize: `${height}px` }}
            {...listeners}
            {...listenersOf(props, actions, rowHeight, dragging.hasJustDropped)}
            onPointerDown={dragging.onPointerDown}
            onFocusIn={(event) => {
              listeners.onFocusIn(event);
              const uid = uidOf(event.target);
              if (uid !== undefined && uid !== props.entrance) enter(uid);
            }}
          >
            {layout && <Rows {...props} indexes={indexes} layout={layout} actions={actions} drag={dragging.drag} />}
          </div>
          {dragging.drag && <DragMarks drag={dragging.drag} rowHeight={rowHeight} ghost={dragging.ghost} />}
        </div>
      </div>
    </>
  );
}
