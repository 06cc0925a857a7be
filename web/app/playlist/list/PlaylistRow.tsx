// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are drawn one by one and placed where they belong, which no table allows
import type { CSSProperties } from "preact";
import type { PresentPerson } from "../../../../contracts/playlist.ts";
import type { Track } from "../../../../contracts/web-api/tracks.ts";
import type { PlaylistItem } from "../../../../domain/playlist/schema.ts";
import { formatClock } from "../../i18n/format.ts";
import { language, t as app } from "../../i18n/language.ts";
import { HeartButton } from "../../library/HeartButton.tsx";
import { trackActions } from "../../library/trackActions.ts";
import { RowReason } from "../../pages/TrackRow.tsx";
import { trackIntent } from "../../player/intent.ts";
import { wantsToPlay } from "../../player/player.ts";
import { Link } from "../../router/Link.tsx";
import { ArtistLinks } from "../../ui/ArtistLinks.tsx";
import { Cover } from "../../ui/Cover.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu, type MenuAction } from "../../ui/Menu.tsx";
import { SoundBars } from "../../ui/SoundBars.tsx";
import { ExplicitMark } from "../../ui/TrackTitle.tsx";
import { formatDay } from "../dates.ts";
import { t } from "../i18n/texts.ts";
import { nameOfPerson, PersonMark } from "../PersonMark.tsx";
import { trackOf, type KnownTrack } from "../tracks.ts";
import { nameOfTrack } from "./nameOfTrack.ts";
import { trackIdOf } from "./order.ts";

export type RowState = {
  isChosen: boolean;
  /** Reached by Tab: one row of the list is. */
  isEntrance: boolean;
  isMoving: boolean;
  isCurrent: boolean;
  /** Somebody else who is at it. */
  visitor: PresentPerson | undefined;
};

/** What a row's controls do, the same for all rows. */
export type RowPresses = {
  play: (uid: string) => void;
  /** What the row's menu offers besides what every track's does. */
  menuOf: (uid: string) => readonly MenuAction[];
};

type PlaylistRowProps = {
  item: PlaylistItem;
  index: number;
  style: CSSProperties;
  state: RowState;
  canEdit: boolean;
  /** Whether more than one person adds. */
  showsAdder: boolean;
  press: RowPresses;
};

/** What a screen reader says of the row as a whole. */
function labelOf(known: KnownTrack | undefined): string {
  if (known === undefined) return app("common.loading");
  if (known === "gone") return t("row.gone");
  const label = t("row.label", { name: known.name, artists: known.artists.map((artist) => artist.name).join(", ") });
  return known.is_playable ? label : `${label}. ${t("row.unavailable")}`;
}

function PlayCell({ track, index, current, play }: { track: Track; index: number; current: boolean; play: () => void }) {
  const playing = current && wantsToPlay.value;
  const label = playing ? app("track.pause", { name: track.name }) : app("track.play", { name: track.name });
  return (
    <span role="gridcell" class="pl-number">
      {current ? <SoundBars moving={playing} /> : <span class="row-digits">{index + 1}</span>}
      {track.is_playable && (
        <button type="button" class="pl-play" aria-label={label} {...trackIntent(track.id, "row")} onClick={play}>
          <Icon name={playing ? "pause" : "play"} />
        </button>
      )}
    </span>
  );
}

function TrackCell({ track }: { track: Track }) {
  return (
    <span role="gridcell" class="pl-track">
      <Cover of={track.album} sizes="3rem" />
      <span class="row-names">
        <span class="row-first">
          <span class="row-title">
            <bdi>{track.name}</bdi>
          </span>
          {track.explicit && <ExplicitMark />}
        </span>
        {track.is_playable ? <ArtistLinks artists={track.artists} /> : <RowReason reason={track.restrictions?.reason ?? "not_ready"} />}
      </span>
    </span>
  );
}

function MissingCell({ known }: { known: "gone" | undefined }) {
  return (
    <span role="gridcell" class="pl-track">
      <span class={known ? "cover" : "skeleton cover"} aria-hidden="true" />
      {known ? (
        <span class="row-names">
          <span class="row-title">{t("row.gone")}</span>
          <span class="row-reason">{app("refusal.not_found")}</span>
        </span>
      ) : (
        <span class="row-names" aria-hidden="true">
          <span class="skeleton skeleton-line" />
          <span class="skeleton skeleton-line short" />
        </span>
      )}
    </span>
  );
}

function AddedCell({ item, showsAdder }: { item: PlaylistItem; showsAdder: boolean }) {
  return (
    <span role="gridcell" class="pl-added">
      {showsAdder && (
        <>
          <PersonMark id={item.added_by} />
          <bdi class="clip pl-adder">{nameOfPerson(item.added_by)}</bdi>
        </>
      )}
      <time dateTime={new Date(item.added_at).toISOString()}>{formatDay(item.added_at, language.value)}</time>
    </span>
  );
}

type ToolsProps = {
  known: KnownTrack | undefined;
  canEdit: boolean;
  actions: () => readonly MenuAction[];
  visitor: PresentPerson | undefined;
};

function Tools({ known, canEdit, actions, visitor }: ToolsProps) {
  const track = typeof known === "object" ? known : undefined;
  const all = () => [...(track ? trackActions(track, track.album.id, { elsewhere: true }) : []), ...actions()];
  return (
    <span role="gridcell" class="pl-tools">
      <Menu class="row-menu" label={app("track.more", { name: nameOfTrack(known) })} actions={all} />
      {canEdit && (
        <span class="pl-grip" aria-hidden="true">
          <Icon name="grip" />
        </span>
      )}
      {visitor && (
        <span class="pl-visitor" title={t("presence.here", { name: visitor.name })}>
          <PersonMark id={visitor.id} name={visitor.name} />
        </span>
      )}
    </span>
  );
}

function classesOf(state: RowState, known: KnownTrack | undefined): string {
  const isUnplayable = known === "gone" || known?.is_playable === false;
  const { isChosen, isMoving, isCurrent } = state;
  const isPlayable = typeof known === "object" && known.is_playable;
  return [
    "pl-row",
    isChosen && "chosen",
    isMoving && "moving",
    isCurrent && "current",
    isUnplayable && "unplayable",
    isPlayable && "playable",
  ]
    .filter(Boolean)
    .join(" ");
}

export function PlaylistRow({ item, index, style, state, canEdit, showsAdder, press }: PlaylistRowProps) {
  const known = trackOf(trackIdOf(item.uri));
  const track = typeof known === "object" ? known : undefined;
  return (
    <div
      role="row"
      class={classesOf(state, known)}
      style={style}
      data-index={index}
      data-uid={item.uid}
      tabIndex={state.isEntrance ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={state.isChosen}
      aria-label={labelOf(known)}
      {...(state.isCurrent ? { "aria-current": "true" as const } : {})}
    >
      {track ? (
        <PlayCell track={track} index={index} current={state.isCurrent} play={() => press.play(item.uid)} />
      ) : (
        <span role="gridcell" class="pl-number">
          <span class="row-digits">{index + 1}</span>
        </span>
      )}
      {track ? <TrackCell track={track} /> : <MissingCell known={known === "gone" ? "gone" : undefined} />}
      <span role="gridcell" class="pl-album clip">
        {track && (
          <Link to={{ page: "album", id: track.album.id }}>
            <bdi>{track.album.name}</bdi>
          </Link>
        )}
      </span>
      <AddedCell item={item} showsAdder={showsAdder} />
      <span role="gridcell" class="pl-heart">
        {track && <HeartButton type="track" id={track.id} name={track.name} />}
      </span>
      <span role="gridcell" class="pl-time">
        {track && <time>{formatClock(track.duration_ms / 1000)}</time>}
      </span>
      <Tools known={known} canEdit={canEdit} actions={() => press.menuOf(item.uid)} visitor={state.visitor} />
    </div>
  );
}
