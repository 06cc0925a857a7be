/** Albums, artists and playlists that are kept, as pictures or as rows. */
import type { ComponentChildren } from "preact";
import { session } from "../../api/session.ts";
import { releaseYear } from "../../i18n/format.ts";
import { t as common } from "../../i18n/language.ts";
import { Link } from "../../router/Link.tsx";
import type { LibraryPlace, Route } from "../../router/routes.ts";
import { AlbumPlayButton } from "../../ui/AlbumPlayButton.tsx";
import { ArtistLinks } from "../../ui/ArtistLinks.tsx";
import { Cover } from "../../ui/Cover.tsx";
import { VirtualList, type VirtualRowAttributes } from "../../ui/VirtualList.tsx";
import { gridLayout } from "../../ui/virtualWindow.ts";
import type { KeptAlbum, KeptArtist, KeptPlaylist } from "../collection/items.ts";
import { pendingPrefix } from "../collection/newPlaylist.ts";
import { HeartButton } from "../HeartButton.tsx";
import { t } from "../i18n/texts.ts";
import { viewSignal } from "./views.ts";

/** One thing, in either form. */
type Thing = {
  id: string;
  name: string;
  picture: Parameters<typeof Cover>[0]["of"];
  /** undefined while there is no page of it yet. */
  to: Route | undefined;
  detail: ComponentChildren;
  /** Over the picture. */
  over?: ComponentChildren;
  /** At the end of a row. */
  end?: ComponentChildren;
};

const gapRem = 1.25;
/** Two lines of text under a picture, and the distance to the next row. */
const belowRem = 5;

function gridOf(width: number, rem: number) {
  const gap = gapRem * rem;
  // On a phone two stand side by side.
  return gridLayout(width, { least: Math.min(11.5 * rem, (width - gap) / 2), gap, below: belowRem * rem });
}
const rowsOf = (_width: number, rem: number) => ({ lanes: 1, rowHeight: 4 * rem });

function ThingName({ thing, class: className }: { thing: Thing; class: string }) {
  const name = <bdi>{thing.name}</bdi>;
  return thing.to ? (
    <Link class={className} to={thing.to}>
      {name}
    </Link>
  ) : (
    <span class={className} aria-busy="true">
      {name}
    </span>
  );
}

function ThingCard({ thing, kind, attributes }: { thing: Thing; kind: LibraryPlace; attributes: VirtualRowAttributes }) {
  return (
    <li {...attributes} class={kind === "artists" ? "card artist-card" : "card"}>
      <div class="card-picture">
        <Cover key={thing.id} of={thing.picture} sizes="(min-width: 48rem) 13rem, 45vw" />
        {thing.over}
      </div>
      <ThingName thing={thing} class="card-title" />
      <p class="card-detail">{thing.detail}</p>
    </li>
  );
}

function ThingRow({ thing, attributes }: { thing: Thing; attributes: VirtualRowAttributes }) {
  return (
    <li {...attributes} class="thing-row">
      <span class="thing-cover">
        <Cover key={thing.id} of={thing.picture} sizes="3rem" />
      </span>
      <span class="row-names">
        <ThingName thing={thing} class="thing-name clip" />
        <span class="thing-detail clip">{thing.detail}</span>
      </span>
      {thing.end}
    </li>
  );
}

/** @param thingOf the thing at an index: made only for what is drawn */
function Things({ kind, count, thingOf }: { kind: LibraryPlace; count: number; thingOf: (index: number) => Thing | undefined }) {
  const asGrid = viewSignal(kind).value.form === "grid";
  return (
    <VirtualList
      key={asGrid ? "grid" : "list"}
      count={count}
      layout={asGrid ? gridOf : rowsOf}
      gap={asGrid ? `${gapRem}rem` : "0px"}
      label={t(`library.${kind}`)}
      class={asGrid ? "thing-grid" : "thing-list"}
    >
      {(index, attributes) => {
        const thing = thingOf(index);
        if (!thing) return null;
        return asGrid ? (
          <ThingCard key={thing.id} thing={thing} kind={kind} attributes={attributes} />
        ) : (
          <ThingRow key={thing.id} thing={thing} attributes={attributes} />
        );
      }}
    </VirtualList>
  );
}

function at<Item>(items: readonly Item[], thingOf: (item: Item) => Thing): (index: number) => Thing | undefined {
  return (index) => {
    const item = items[index];
    return item && thingOf(item);
  };
}

export function AlbumThings({ albums }: { albums: readonly KeptAlbum[] }) {
  const thingOf = (album: KeptAlbum): Thing => ({
    id: album.id,
    name: album.name,
    picture: album,
    to: { page: "album", id: album.id },
    detail: (
      <>
        <ArtistLinks artists={album.artists} /> · {releaseYear(album.release_date)}
      </>
    ),
    over: <AlbumPlayButton album={album} />,
    end: <HeartButton type="album" id={album.id} name={album.name} listed />,
  });
  return <Things kind="albums" count={albums.length} thingOf={at(albums, thingOf)} />;
}

export function ArtistThings({ artists }: { artists: readonly KeptArtist[] }) {
  const thingOf = (artist: KeptArtist): Thing => ({
    id: artist.id,
    name: artist.name,
    picture: artist,
    to: { page: "artist", id: artist.id },
    detail: common("artist.type"),
    end: <HeartButton type="artist" id={artist.id} name={artist.name} listed />,
  });
  return <Things kind="artists" count={artists.length} thingOf={at(artists, thingOf)} />;
}

function playlistDetail(playlist: KeptPlaylist): string {
  if (playlist.id.startsWith(pendingPrefix)) return t("sidebar.making");
  const own = playlist.owner.id === session.listener.value?.id;
  const by = own ? t("library.byYou") : t("library.by", { name: playlist.owner.name });
  const seen = playlist.isPublic ? [] : [t("library.private")];
  return [by, t("library.count.songs", { count: playlist.total }), ...seen].join(" · ");
}

export function PlaylistThings({ playlists }: { playlists: readonly KeptPlaylist[] }) {
  const thingOf = (playlist: KeptPlaylist): Thing => ({
    id: playlist.id,
    name: playlist.name,
    picture: playlist,
    to: playlist.id.startsWith(pendingPrefix) ? undefined : { page: "playlist", id: playlist.id },
    detail: playlistDetail(playlist),
  });
  return <Things kind="playlists" count={playlists.length} thingOf={at(playlists, thingOf)} />;
}
