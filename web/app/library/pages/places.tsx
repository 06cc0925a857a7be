/** The four places of the library, one a kind of thing. */
import type { ComponentChildren } from "preact";
import { language } from "../../i18n/language.ts";
import { Link } from "../../router/Link.tsx";
import type { LibraryPlace } from "../../router/routes.ts";
import { FailedNotice } from "../../ui/Loaded.tsx";
import { failureText } from "../../ui/notices.ts";
import { CardGridSkeleton, TrackListSkeleton } from "../../ui/skeletons.tsx";
import type { Collection } from "../collection/collection.ts";
import { stillKept } from "../collection/collections.ts";
import type { Arrangeable } from "../collection/arrange.ts";
import type { KeptAlbum, KeptArtist, KeptPlaylist, Song } from "../collection/items.ts";
import type { KeepableType } from "../kept.ts";
import { t } from "../i18n/texts.ts";
import { AlbumThings, ArtistThings, PlaylistThings } from "./things.tsx";
import { SongList, SongsActions } from "./SongList.tsx";
import { LibraryTools } from "./LibraryTools.tsx";
import { useArranged } from "./useArranged.ts";
import { viewSignal } from "./views.ts";

type PlaceProps<Item extends Arrangeable> = {
  place: LibraryPlace;
  type: KeepableType;
  list: Collection<Item>;
  /** Beside the tools. */
  actions?: (shown: readonly Item[]) => ComponentChildren;
  /** Where there is nothing to look at yet. */
  browse: ComponentChildren;
  children: (shown: readonly Item[]) => ComponentChildren;
};

function Empty({ place, browse }: { place: LibraryPlace; browse: ComponentChildren }) {
  return (
    <section class="empty-state">
      <h2>{t(`empty.${place}`)}</h2>
      <p>{t(`empty.${place}Hint`)}</p>
      {browse}
    </section>
  );
}

function NothingFound({ typed }: { typed: string }) {
  return (
    <section class="empty-state">
      <h2>
        <bdi>{t("library.nothingFound", { typed })}</bdi>
      </h2>
      <p>{t("library.nothingFoundHint")}</p>
    </section>
  );
}

function Skeleton({ place }: { place: LibraryPlace }) {
  return place === "songs" || viewSignal(place).value.form === "list" ? <TrackListSkeleton /> : <CardGridSkeleton />;
}

function countText(place: LibraryPlace, { known, total, shown, typed }: { known: number; total: number; shown: number; typed: string }) {
  if (typed !== "") return t("library.found", { count: shown });
  if (known < total) return t("library.loading", { count: known, total });
  return t(`library.count.${place}`, { count: known });
}

function KeptPlace<Item extends Arrangeable>({ place, type, list, actions, browse, children }: PlaceProps<Item>) {
  const { items, total, loading, error } = list.state.value;
  const kept = stillKept(items, type);
  const { shown, typed, filter } = useArranged(kept, viewSignal(place).value.sort, language.value);
  if (total === undefined && error) return <FailedNotice error={error} retry={() => void list.refresh(true)} />;
  if (total === undefined) return <Skeleton place={place} />;
  if (kept.length === 0 && !loading) {
    return (
      <>
        {place === "playlists" && <LibraryTools place={place} typed={typed} onType={filter} />}
        <Empty place={place} browse={browse} />
      </>
    );
  }
  return (
    <>
      <LibraryTools place={place} typed={typed} onType={filter}>
        {actions?.(shown)}
      </LibraryTools>
      <output class="quiet library-count">
        {countText(place, { known: kept.length, total: total - (items.length - kept.length), shown: shown.length, typed })}
        {error && ` · ${t("library.stale", { reason: failureText(error) })}`}
      </output>
      {shown.length === 0 && typed !== "" ? <NothingFound typed={typed} /> : children(shown)}
    </>
  );
}

function BrowseAlbums() {
  return (
    <Link class="button" to={{ page: "albums" }}>
      {t("empty.browse")}
    </Link>
  );
}

export function SongsPlace({ list }: { list: Collection<Song> }) {
  return (
    <KeptPlace place="songs" type="track" list={list} browse={<BrowseAlbums />} actions={(shown) => <SongsActions songs={shown} />}>
      {(shown) => <SongList songs={shown} />}
    </KeptPlace>
  );
}

export function AlbumsPlace({ list }: { list: Collection<KeptAlbum> }) {
  return (
    <KeptPlace place="albums" type="album" list={list} browse={<BrowseAlbums />}>
      {(shown) => <AlbumThings albums={shown} />}
    </KeptPlace>
  );
}

export function ArtistsPlace({ list }: { list: Collection<KeptArtist> }) {
  const browse = (
    <Link class="button" to={{ page: "artists" }}>
      {t("empty.browseArtists")}
    </Link>
  );
  return (
    <KeptPlace place="artists" type="artist" list={list} browse={browse}>
      {(shown) => <ArtistThings artists={shown} />}
    </KeptPlace>
  );
}

export function PlaylistsPlace({ list }: { list: Collection<KeptPlaylist> }) {
  return (
    <KeptPlace place="playlists" type="playlist" list={list} browse={null}>
      {(shown) => <PlaylistThings playlists={shown} />}
    </KeptPlace>
  );
}
