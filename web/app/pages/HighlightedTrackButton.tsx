import type { Album } from "../../../contracts/web-api/albums.ts";
import type { SimplifiedTrack } from "../../../contracts/web-api/common.ts";
import { t } from "../i18n/language.ts";
import { trackIntent } from "../player/intent.ts";
import { playTrackAheadOfAlbum, toggleTrack, trackIsCurrent } from "../player/playback.ts";
import { controls } from "../player/controls.ts";
import { wantsToPlay } from "../player/player.ts";
import { query } from "../router/navigation.ts";
import { Icon } from "../ui/Icon.tsx";

/** Seconds at which whoever shared the link wants it to begin. */
function startOf(track: SimplifiedTrack): number {
  const start = Number(query.value.get("t") ?? 0);
  return Number.isFinite(start) && start < track.duration_ms / 1000 ? start : 0;
}

/** Plays the track that the address named, also while its album is still on its way. */
export function HighlightedTrackButton({ track, album, albumId }: { track: SimplifiedTrack; album?: Album; albumId?: string }) {
  const id = album?.id ?? albumId ?? "";
  const current = trackIsCurrent(track.id, id);
  const start = startOf(track);
  const playing = current && wantsToPlay.value;
  const press = () => {
    if (album) toggleTrack(track, album, start);
    else if (current) controls.toggle();
    else playTrackAheadOfAlbum(track, id, start);
  };
  return (
    <button type="button" class="button primary" {...trackIntent(track.id, "button")} onClick={press}>
      <Icon name={playing ? "pause" : "play"} />
      <span class="clip">{playing ? t("track.pause", { name: track.name }) : t("track.play", { name: track.name })}</span>
    </button>
  );
}
