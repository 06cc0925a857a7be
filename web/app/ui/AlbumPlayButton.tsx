import type { SimplifiedAlbum } from "../../../contracts/web-api/common.ts";
import { t } from "../i18n/language.ts";
import { albumIntent } from "../player/intent.ts";
import { albumIsPlaying, toggleAlbum } from "../player/playback.ts";
import { Icon } from "./Icon.tsx";

/** Plays an album, or pauses it while it plays. With `words` it says so beside the icon. */
export function AlbumPlayButton({ album, words }: { album: Pick<SimplifiedAlbum, "id" | "name">; words?: string }) {
  const playing = albumIsPlaying(album.id);
  const label = playing ? t("play.pauseAlbum", { name: album.name }) : t("play.album", { name: album.name });
  return (
    <button
      type="button"
      class={words === undefined ? "play-button" : "button primary"}
      aria-label={words === undefined ? label : undefined}
      {...albumIntent(album)}
      onClick={() => toggleAlbum(album)}
    >
      <Icon name={playing ? "pause" : "play"} />
      {words !== undefined && (
        <span>
          {playing ? t("play.pause") : words}
          <span class="visually-hidden"> {album.name}</span>
        </span>
      )}
    </button>
  );
}
