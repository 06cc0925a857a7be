import { useEffect, useRef } from "preact/hooks";
import type { Album } from "../../../contracts/web-api/albums.ts";
import type { SimplifiedTrack } from "../../../contracts/web-api/common.ts";
import { session } from "../api/session.ts";
import { formatClock } from "../i18n/format.ts";
import { t } from "../i18n/language.ts";
import { HeartButton } from "../library/HeartButton.tsx";
import { trackActions } from "../library/trackActions.ts";
import { toggleTrack, trackIsCurrent } from "../player/playback.ts";
import { wantsToPlay } from "../player/player.ts";
import { ArtistLinks } from "../ui/ArtistLinks.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { SoundBars } from "../ui/SoundBars.tsx";
import { ExplicitMark, TrackTitle } from "../ui/TrackTitle.tsx";
import { WayToHear } from "../ui/WayToHear.tsx";

type TrackRowProps = { track: SimplifiedTrack; album: Album; highlighted: boolean };

function namesDiffer(track: SimplifiedTrack, album: Album): boolean {
  return track.artists.map((artist) => artist.id).join() !== album.artists.map((artist) => artist.id).join();
}

function RowNumber({ track, current }: { track: SimplifiedTrack; current: boolean }) {
  const playing = current && wantsToPlay.value;
  return (
    <span class="row-number" aria-hidden="true">
      {current ? <SoundBars moving={playing} /> : <span class="row-digits">{track.track_number}</span>}
      {track.is_playable && (
        <span class="row-play">
          <Icon name={playing ? "pause" : "play"} />
        </span>
      )}
    </span>
  );
}

/** Why a row can't be played, and what can be done about it. */
export function RowReason({ reason }: { reason: NonNullable<SimplifiedTrack["restrictions"]>["reason"] }) {
  // Guests have no plan that they would know of.
  const told = reason === "product" && session.listener.value === null ? "account_required" : reason;
  return (
    <span class="row-reason">
      {t(`refusal.${told}`)} <WayToHear reason={told} />
    </span>
  );
}

export function TrackRow({ track, album, highlighted }: TrackRowProps) {
  const row = useRef<HTMLLIElement>(null);
  const current = trackIsCurrent(track.id, album.id);
  useEffect(() => {
    if (highlighted) row.current?.scrollIntoView({ block: "center" });
  }, [highlighted]);
  const classes = ["track-row", current && "current", highlighted && "highlighted", !track.is_playable && "unplayable"];
  return (
    <li ref={row} class={classes.filter(Boolean).join(" ")} {...(current ? { "aria-current": "true" as const } : {})}>
      <RowNumber track={track} current={current} />
      <span class="row-names">
        <span class="row-first">
          <TrackTitle track={track} current={current} play={() => toggleTrack(track, album)} />
          {track.explicit && <ExplicitMark />}
        </span>
        {namesDiffer(track, album) && <ArtistLinks artists={track.artists} />}
        {!track.is_playable && <RowReason reason={track.restrictions?.reason ?? "not_ready"} />}
      </span>
      <HeartButton type="track" id={track.id} name={track.name} class="row-heart" />
      <time class="row-time">{formatClock(track.duration_ms / 1000)}</time>
      <Menu class="row-menu" label={t("track.more", { name: track.name })} actions={() => trackActions(track, album.id)} />
    </li>
  );
}
