/** A track's name in a row, which plays it where it can be played; and the mark of what is explicit. */
import type { SimplifiedTrack } from "../../../contracts/web-api/common.ts";
import { t } from "../i18n/language.ts";
import { trackIntent } from "../player/intent.ts";
import { wantsToPlay } from "../player/player.ts";

type TrackTitleProps = {
  track: Pick<SimplifiedTrack, "id" | "name" | "is_playable">;
  /** Whether it is what plays. */
  current: boolean;
  play: () => void;
};

export function TrackTitle({ track, current, play }: TrackTitleProps) {
  if (!track.is_playable) {
    return (
      <span class="row-title">
        <bdi>{track.name}</bdi>
      </span>
    );
  }
  const playing = current && wantsToPlay.value;
  return (
    <button
      type="button"
      class="row-title row-press"
      aria-label={playing ? t("track.pause", { name: track.name }) : t("track.play", { name: track.name })}
      {...trackIntent(track.id, "row")}
      onClick={play}
    >
      <bdi>{track.name}</bdi>
    </button>
  );
}

export function ExplicitMark() {
  return (
    <span class="explicit" title={t("track.explicit")}>
      <span aria-hidden="true">E</span>
      <span class="visually-hidden">{t("track.explicit")}</span>
    </span>
  );
}
