/** The queue: what plays, what comes (in an order of the visitor's making), what was. */
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { QueueItem } from "../../engine/types.ts";
import { formatLength } from "../i18n/format.ts";
import { language, t } from "../i18n/language.ts";
import { controls } from "../player/controls.ts";
import { playerState } from "../player/player.ts";
import { trackSummary } from "../library/trackSummaries.ts";
import { Icon } from "../ui/Icon.tsx";
import { announce, notify } from "../ui/notices.ts";
import { QueueRow, nameOfItem } from "./QueueRow.tsx";
import { useReorder } from "./useReorder.ts";
import { viewQueue, type QueueView } from "./queueView.ts";

/** A library of ten thousand songs may be waiting. */
const shownNext = 200;
const shownEarlier = 20;

function clearNext(items: readonly QueueItem[]): void {
  controls.remove(items.map(({ uid }) => uid));
  notify(t("queue.cleared"));
}

function focusIn(list: HTMLElement | null, uid: string, selector: string): void {
  list?.querySelector<HTMLElement>(`[data-uid="${CSS.escape(uid)}"] ${selector}`)?.focus({ preventScroll: true });
}

function QueuedList({ view }: { view: QueueView }) {
  const { queued: next } = view;
  const list = useRef<HTMLOListElement>(null);
  const hint = useId();
  const first = playerState.value.index + 1;
  // A row that moves in the document loses the focus on its way.
  const moved = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    if (moved.current !== undefined) focusIn(list.current, moved.current, ".grip");
    moved.current = undefined;
  });
  const reorder = useReorder(next.length, (from, to) => {
    const item = next[from];
    if (!item) return;
    moved.current = item.uid;
    controls.move(item.uid, first + to);
    announce(t("queue.moved", { name: nameOfItem(item), place: to + 1, count: next.length }));
  });
  const remove = (item: QueueItem, place: number) => {
    controls.remove([item.uid]);
    announce(t("queue.removed", { name: nameOfItem(item) }));
    // The pressed button goes with its row: the focus moves to the row that takes its place.
    const neighbour = next[place + 1] ?? next[place - 1];
    if (neighbour) focusIn(list.current, neighbour.uid, ".row-remove");
  };
  return (
    <>
      <p id={hint} class="visually-hidden">
        {t("queue.reorderHint")}
      </p>
      <ol class="queue-list" ref={list}>
        {next.slice(0, shownNext).map((item, place) => (
          <QueueRow
            key={item.uid}
            item={item}
            dragged={reorder.isDragged(place)}
            style={reorder.styleOf(place) ?? {}}
            onRemove={() => remove(item, place)}
            grip={
              <button
                type="button"
                class="icon-button grip"
                aria-label={t("queue.reorder", { name: nameOfItem(item) })}
                aria-describedby={hint}
                {...reorder.grip(place)}
              >
                <Icon name="grip" />
              </button>
            }
          />
        ))}
      </ol>
      {next.length > shownNext && <p class="quiet">{t("queue.more", { count: next.length - shownNext })}</p>}
    </>
  );
}

function Earlier({ items }: { items: readonly QueueItem[] }) {
  return (
    <details class="queue-earlier">
      <summary>{t("queue.earlier")}</summary>
      <ol class="queue-list">
        {items.slice(-shownEarlier).map((item) => (
          <QueueRow key={item.uid} item={item} />
        ))}
      </ol>
    </details>
  );
}

/** It comes by itself, in the order of whatever it comes from. */
function Following({ items }: { items: readonly QueueItem[] }) {
  const album = playerState.value.context?.type === "album" ? trackSummary(items[0]?.trackId ?? "")?.album : undefined;
  return (
    <>
      <h2 class="queue-head">{album ? t("queue.nextFrom", { name: album.name }) : t("queue.next")}</h2>
      <ol class="queue-list">
        {items.slice(0, shownNext).map((item) => (
          <QueueRow key={item.uid} item={item} />
        ))}
      </ol>
    </>
  );
}

export function QueueList() {
  const { queue, index } = playerState.value;
  const view = viewQueue(queue, index);
  if (!view.current) {
    return (
      <section class="empty-state">
        <span class="empty-mark">
          <Icon name="queue" />
        </span>
        <h2>{t("queue.empty")}</h2>
        <p>{t("queue.emptyHint")}</p>
      </section>
    );
  }
  return (
    <div class="queue">
      {view.earlier.length > 0 && <Earlier items={view.earlier} />}
      <h2 class="queue-head">{t("queue.now")}</h2>
      <ol class="queue-list">
        <QueueRow item={view.current} current />
      </ol>
      {view.queued.length > 0 && (
        <div class="section-head">
          <h2 class="queue-head">{view.following.length > 0 ? t("queue.queued") : t("queue.next")}</h2>
          <button type="button" class="text-button" onClick={() => clearNext(view.queued)}>
            {t("queue.clear")}
          </button>
        </div>
      )}
      {view.next.length > 0 && (
        <p class="quiet queue-remaining">
          {t("queue.remaining", { count: view.next.length, time: formatLength(view.remaining, language.value) })}
        </p>
      )}
      {view.queued.length > 0 && <QueuedList view={view} />}
      {view.following.length > 0 && <Following items={view.following} />}
    </div>
  );
}
