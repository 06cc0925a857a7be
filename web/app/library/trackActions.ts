/** What a track's menu offers, wherever the track stands. */
import type { SimplifiedTrack } from "../../../contracts/web-api/common.ts";
import { t } from "../i18n/language.ts";
import { controls } from "../player/controls.ts";
import { queueItem } from "../player/playback.ts";
import { navigate } from "../router/navigation.ts";
import type { MenuAction } from "../ui/Menu.tsx";
import { notify } from "../ui/notices.ts";
import { isKept, isStillKept, keepableUri, setKept } from "./kept.ts";
import { openAddToPlaylist, shareTrack } from "./openers.ts";

type MenuTrack = Pick<SimplifiedTrack, "id" | "name" | "duration_ms" | "is_playable"> & { artists: readonly { name: string }[] };

/**
 * @param elsewhere it stands outside of its album, which is then one press away
 * @param listed it stands in a list of kept things
 */
export function trackActions(track: MenuTrack, albumId: string, { elsewhere = false, listed = false } = {}): MenuAction[] {
  const uri = keepableUri("track", track.id);
  const kept = listed ? isStillKept(uri) : isKept(uri).value === true;
  const item = queueItem(track, albumId);
  const playNext = () => {
    controls.playNext([item]);
    notify(t("queue.addedNext"));
  };
  const enqueue = () => {
    controls.enqueue([item]);
    notify(t("queue.added", { count: 1 }));
  };
  const share = () => shareTrack(track, track.duration_ms / 1000);
  return [
    ...(track.is_playable
      ? [
          { label: t("track.playNext"), run: playNext },
          { label: t("track.enqueue"), run: enqueue },
        ]
      : []),
    { label: t("track.addToPlaylist"), run: () => openAddToPlaylist([uri], track.name) },
    { label: kept ? t("track.drop") : t("track.keep"), run: () => setKept(uri, track.name, !kept) },
    ...(elsewhere ? [{ label: t("track.goToAlbum"), run: () => navigate({ page: "album", id: albumId }) }] : []),
    { label: t("track.share"), run: share },
  ];
}
