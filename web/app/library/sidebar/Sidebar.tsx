/** The listener's own and followed playlists beside every page, and the way to make one. */
import { useEffect, useRef } from "preact/hooks";
import { Link } from "../../router/Link.tsx";
import { route, visits } from "../../router/navigation.ts";
import { collections } from "../collection/collections.ts";
import { pendingPrefix } from "../collection/newPlaylist.ts";
import type { KeptPlaylist } from "../collection/items.ts";
import { stillKept } from "../collection/collections.ts";
import { t } from "../i18n/texts.ts";
import { NewPlaylistButton } from "./NewPlaylistButton.tsx";

function PlaylistPlace({ playlist }: { playlist: KeptPlaylist }) {
  if (playlist.id.startsWith(pendingPrefix)) {
    return (
      <li class="sidebar-place" aria-busy="true">
        <bdi class="clip">{playlist.name}</bdi>
      </li>
    );
  }
  return (
    <li>
      <Link class="sidebar-place" to={{ page: "playlist", id: playlist.id }}>
        <bdi class="clip">{playlist.name}</bdi>
      </Link>
    </li>
  );
}

export function Sidebar() {
  const list = collections.value?.playlists;
  const before = useRef(route.peek().page);
  useEffect(() => {
    // On its page a playlist may have been renamed, left or deleted.
    void list?.refresh(before.current === "playlist");
    before.current = route.peek().page;
  }, [list, visits.value]);
  const playlists = list ? stillKept(list.state.value.items, "playlist") : [];
  return (
    <nav class="sidebar" aria-label={t("sidebar.label")}>
      <NewPlaylistButton class="sidebar-new" />
      {playlists.length > 0 && (
        <ul class="sidebar-list">
          {playlists.map((playlist) => (
            <PlaylistPlace key={playlist.id} playlist={playlist} />
          ))}
        </ul>
      )}
    </nav>
  );
}
