/** What the listener keeps: playlists, albums, artists and songs, each in the order and form that they chose. */
import { session } from "../../api/session.ts";
import { useEffect } from "preact/hooks";
import { Link } from "../../router/Link.tsx";
import { libraryPlaces, type LibraryPlace } from "../../router/routes.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { CardGridSkeleton } from "../../ui/skeletons.tsx";
import { collections, type Collections } from "../collection/collections.ts";
import { t } from "../i18n/texts.ts";
import { LoginWays } from "../sheets/LoginWays.tsx";
import { AlbumsPlace, ArtistsPlace, PlaylistsPlace, SongsPlace } from "./places.tsx";

function Places({ place }: { place: LibraryPlace }) {
  return (
    <nav class="library-places" aria-label={t("library.places")}>
      <ul>
        {libraryPlaces.map((other) => (
          <li key={other}>
            <Link class={other === place ? "pill on" : "pill"} to={{ page: "library", place: other }}>
              {t(`library.${other}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Guest() {
  return (
    <section class="empty-state">
      <span class="empty-mark">
        <Icon name="heart" />
      </span>
      <h2>{t("guest.title")}</h2>
      <p>{t("guest.text")}</p>
      <LoginWays />
    </section>
  );
}

function Place({ place, lists }: { place: LibraryPlace; lists: Collections }) {
  useEffect(() => void lists[place].refresh(), [place, lists]);
  switch (place) {
    case "playlists":
      return <PlaylistsPlace list={lists.playlists} />;
    case "albums":
      return <AlbumsPlace list={lists.albums} />;
    case "artists":
      return <ArtistsPlace list={lists.artists} />;
    case "songs":
  }
  return <SongsPlace list={lists.songs} />;
}

export function LibraryPage({ place }: { place: LibraryPlace }) {
  const listener = session.listener.value;
  const lists = collections.value;
  return (
    <Page title={place === "playlists" ? t("library.title") : t(`library.${place}`)} class="library-page">
      <header class="library-head">
        <h1 class="display">{t("library.title")}</h1>
        {lists && <Places place={place} />}
      </header>
      {listener === undefined && <CardGridSkeleton />}
      {listener === null && <Guest />}
      {lists && <Place key={place} place={place} lists={lists} />}
    </Page>
  );
}
