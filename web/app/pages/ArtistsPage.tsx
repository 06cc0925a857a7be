import { useEffect } from "preact/hooks";
import { language, t } from "../i18n/language.ts";
import { artistsOf, loadMoreReleases, releases, retryReleases, type ListedArtist } from "../library/releases.ts";
import { Link } from "../router/Link.tsx";
import { Cover } from "../ui/Cover.tsx";
import { FailedNotice } from "../ui/Loaded.tsx";
import { Page } from "../ui/Page.tsx";
import { CardGridSkeleton } from "../ui/skeletons.tsx";

function ArtistCard({ artist }: { artist: ListedArtist }) {
  return (
    <li class="card artist-card">
      <div class="card-picture">
        <Cover of={artist.cover} sizes="(min-width: 48rem) 13rem, 45vw" />
      </div>
      <Link class="card-title" to={{ page: "artist", id: artist.id }}>
        <bdi>{artist.name}</bdi>
      </Link>
    </li>
  );
}

export function ArtistsPage() {
  const list = releases.value;
  // The Web API has no list of artists: they are read off all releases, page after page.
  useEffect(loadMoreReleases, [list]);
  const artists = artistsOf(list.items, language.value);
  return (
    <Page title={t("artists.title")} class="artists-page">
      <header class="page-head">
        <h1 class="display">{t("artists.title")}</h1>
        {artists.length > 0 && <p class="quiet">{t("artists.count", { count: artists.length })}</p>}
      </header>
      <ul class="card-grid">
        {artists.map((artist) => (
          <ArtistCard key={artist.id} artist={artist} />
        ))}
      </ul>
      {list.loading && artists.length === 0 && <CardGridSkeleton />}
      {list.error && <FailedNotice error={list.error} retry={retryReleases} />}
    </Page>
  );
}
