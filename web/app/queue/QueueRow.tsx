import type { CSSProperties, VNode } from "preact";
import type { QueueItem } from "../../engine/types.ts";
import { formatClock } from "../i18n/format.ts";
import { t } from "../i18n/language.ts";
import { trackSummary } from "../library/trackSummaries.ts";
import { controls } from "../player/controls.ts";
import { wantsToPlay } from "../player/player.ts";
import { ArtistLinks } from "../ui/ArtistLinks.tsx";
import { Cover } from "../ui/Cover.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { SoundBars } from "../ui/SoundBars.tsx";

export function nameOfItem(item: QueueItem): string {
  return trackSummary(item.trackId)?.track.name ?? "…";
}

type QueueRowProps = {
  item: QueueItem;
  current?: boolean;
  /** Absent where an entry cannot be moved. */
  grip?: VNode;
  onRemove?: () => void;
  style?: CSSProperties;
  dragged?: boolean;
};

export function QueueRow({ item, current = false, grip, onRemove, style, dragged = false }: QueueRowProps) {
  const summary = trackSummary(item.trackId);
  const name = nameOfItem(item);
  const classes = ["queue-row", current && "current", dragged && "dragged"].filter(Boolean).join(" ");
  return (
    <li class={classes} style={style} data-uid={item.uid} {...(current ? { "aria-current": "true" as const } : {})}>
      <span class="queue-cover">
        {summary && <Cover of={summary.album} sizes="3rem" />}
        {current && <SoundBars moving={wantsToPlay.value} />}
      </span>
      <span class="row-names">
        {current ? (
          <span class="row-title">
            <bdi>{name}</bdi>
          </span>
        ) : (
          <button
            type="button"
            class="row-title row-press"
            aria-label={t("track.play", { name })}
            onClick={() => controls.jumpTo(item.uid)}
          >
            <bdi>{name}</bdi>
          </button>
        )}
        {summary && <ArtistLinks artists={summary.track.artists} />}
        {item.addedBy !== undefined && (
          <span class="quiet row-added">
            <bdi>{item.addedBy}</bdi>
          </span>
        )}
      </span>
      <time class="row-time">{formatClock(item.duration)}</time>
      {grip}
      {onRemove && <IconButton class="row-remove" icon="close" label={t("queue.remove", { name })} onClick={onRemove} />}
    </li>
  );
}
