/** What a track's menu offers, wherever the track stands. */
import type { SimplifiedTrack } from "../../../contracts/web-api/common.ts";
import { t } from "../i18n/language.ts";
import { player } from "../player/player.ts";
import { queueItem } from "../player/playback.ts";
import { navigate } from "../router/navigation.ts";
import type { MenuAction } from "../ui/Menu.tsx";
import { notify } from "../ui/notices.ts";
import { keepableUri } from "./kept.ts";
import { openAddToPlaylist, openShare } from "./openers.ts";

type MenuTrack = Pick<SimplifiedTrack, "id" | "name" | "duration_ms" | "is_playable"> & { artists: readonly { name: string }[] };

/** @param elsewhere it stands outside of its album, which is then one press away */
export function trackActions(track: MenuTrack, albumId: string, { elsewhere = false } = {}): MenuAction[] {
  const item = queueItem(track, albumId);
  const playNext = () => {
    player.playNext([item]);
    notify(t("queue.addedNext"));
  };
  const enqueue = () => {
    player.enqueue([item]);
    notify(t("queue.added", { count: 1 }));
  };
  const share = () =>
    openShare({
      type: "track",
      id: track.id,
      name: track.name,
      by: track.artists.map((artist) => artist.name).join(", "),
      duration: track.duration_ms / 1000,
    });
  return [
    ...(track.is_playable
      ? [
          { label: t("track.playNext"), run: playNext },
          { label: t("track.enqueue"), run: enqueue },
        ]
      : []),
    { label: t("track.addToPlaylist"), run: () => openAddToPlaylist([keepableUri("track", track.id)], track.name) },
    ...(elsewhere ? [{ label: t("track.goToAlbum"), run: () => navigate({ page: "album", id: albumId }) }] : []),
    { label: t("track.share"), run: share },
  ];
}
