import { useEffect } from "preact/hooks";
import type { Album } from "../../../contracts/web-api/albums.ts";
import { albums } from "../api/catalogue.ts";
import { formatLength, formatReleaseDate } from "../i18n/format.ts";
import { language, t } from "../i18n/language.ts";
import { HeartButton } from "../library/HeartButton.tsx";
import { openAddToPlaylist, openShare } from "../library/openers.ts";
import { noteAlbumOpened } from "../library/recentAlbums.ts";
import { playableItems } from "../player/playback.ts";
import { controls } from "../player/controls.ts";
import { AlbumPlayButton } from "../ui/AlbumPlayButton.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Loaded } from "../ui/Loaded.tsx";
import { Menu, type MenuAction } from "../ui/Menu.tsx";
import { notify } from "../ui/notices.ts";
import { Page } from "../ui/Page.tsx";
import { AlbumSkeleton } from "../ui/skeletons.tsx";
import { AlbumHead } from "./AlbumHead.tsx";
import { HighlightedTrackButton } from "./HighlightedTrackButton.tsx";
import { TrackList } from "./TrackList.tsx";

function albumActions(album: Album, items: ReturnType<typeof playableItems>): MenuAction[] {
  const enqueue = () => {
    controls.enqueue(items);
    notify(t("queue.added", { count: items.length }));
  };
  const addToPlaylist = () =>
    openAddToPlaylist(
      album.tracks.items.map((track) => track.uri),
      album.name,
    );
  const by = album.artists.map((artist) => artist.name).join(", ");
  return [
    ...(items.length > 0 ? [{ label: t("track.enqueue"), run: enqueue }] : []),
    { label: t("track.addToPlaylist"), run: addToPlaylist },
    { label: t("track.share"), run: () => openShare({ type: "album", id: album.id, name: album.name, by }) },
  ];
}

function AlbumActions({ album, highlight }: { album: Album; highlight?: string | undefined }) {
  const items = playableItems(album);
  const named = album.tracks.items.find((track) => track.id === highlight && track.is_playable);
  return (
    <>
      {items.length === 0 && <p class="notice-box">{t("album.nothingPlayable")}</p>}
      <div class="album-actions">
        {named && <HighlightedTrackButton track={named} album={album} />}
        {!named && items.length > 0 && <AlbumPlayButton album={album} words={t("play.play")} />}
        <HeartButton type="album" id={album.id} name={album.name} />
        <Menu label={t("track.more", { name: album.name })} actions={albumActions(album, items)} />
      </div>
    </>
  );
}

/** “Comes out on …” for an album of which nothing is out yet. */
function releaseNotice(album: Album): string | undefined {
  const { items } = album.tracks;
  const unreleased = items.length > 0 && items.every((track) => track.restrictions?.reason === "not_released");
  return unreleased ? t("album.releasesOn", { date: formatReleaseDate(album.release_date, language.value) }) : undefined;
}

function AlbumFoot({ album }: { album: Album }) {
  return (
    <footer class="album-foot">
      {album.genres.length > 0 && <p>{album.genres.join(" · ")}</p>}
      {album.label !== "" && (
        <p>
          {t("album.label")}: <bdi>{album.label}</bdi>
        </p>
      )}
      {album.copyrights.map(({ type, text }) => (
        <p key={`${type}${text}`}>
          {type === "P" ? "℗" : "©"} <bdi>{text.replace(/^\s*(?:©|℗|\([cp]\))\s*/i, "")}</bdi>
        </p>
      ))}
    </footer>
  );
}

export function AlbumView({ album, highlight }: { album: Album; highlight?: string | undefined }) {
  useEffect(() => noteAlbumOpened(album), [album.id]);
  const seconds = album.tracks.items.reduce((sum, track) => sum + track.duration_ms / 1000, 0);
  const facts = [t("album.tracks", { count: album.total_tracks }), formatLength(seconds, language.value)];
  const notice = releaseNotice(album);
  return (
    <Page title={album.name} class="album-page" tintColour={album.cover_colour}>
      <div class="album-layout">
        <AlbumHead album={album} facts={facts}>
          {notice !== undefined && <p class="notice-box">{notice}</p>}
          <AlbumActions album={album} highlight={highlight} />
        </AlbumHead>
        <div class="album-tracks">
          {album.gapless && (
            <p class="gapless-mark">
              <Icon name="gapless" />
              {t("album.gapless")}
            </p>
          )}
          <TrackList album={album} highlight={highlight} />
          <AlbumFoot album={album} />
        </div>
      </div>
    </Page>
  );
}

export function AlbumPage({ id }: { id: string }) {
  return (
    <Loaded resource={albums.get(id)} skeleton={<AlbumSkeleton />}>
      {(album) => <AlbumView album={album} />}
    </Loaded>
  );
}
