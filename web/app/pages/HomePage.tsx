import { operator } from "virtual:operator";
import { useEffect } from "preact/hooks";
import type { SimplifiedAlbum } from "../../../contracts/web-api/common.ts";
import { formatReleaseDate } from "../i18n/format.ts";
import { language, t } from "../i18n/language.ts";
import { recentAlbums } from "../library/recentAlbums.ts";
import { refreshReleases, releases, retryReleases } from "../library/releases.ts";
import { Link } from "../router/Link.tsx";
import { AlbumGrid } from "../ui/AlbumCard.tsx";
import { AlbumPlayButton } from "../ui/AlbumPlayButton.tsx";
import { ArtistLinks } from "../ui/ArtistLinks.tsx";
import { Cover } from "../ui/Cover.tsx";
import { FailedNotice } from "../ui/Loaded.tsx";
import { Page } from "../ui/Page.tsx";
import { CardGridSkeleton } from "../ui/skeletons.tsx";

const shownReleases = 12;
const shownRecent = 6;
/** Milliseconds between two looks for news. */
const soon = 3000;
const later = 60_000;

/** The newest release, large: the first thing in reach. */
function JustIn({ album }: { album: SimplifiedAlbum }) {
  return (
    <section class="just-in" aria-labelledby="just-in-name">
      <Link class="just-in-cover" to={{ page: "album", id: album.id }} decorative>
        <Cover of={album} sizes="(min-width: 48rem) 22rem, 90vw" eager />
      </Link>
      <div class="just-in-text">
        <p class="eyebrow">{t("home.justIn")}</p>
        <h2 id="just-in-name" class="display">
          <Link to={{ page: "album", id: album.id }}>
            <bdi>{album.name}</bdi>
          </Link>
        </h2>
        <p class="lead">
          <ArtistLinks artists={album.artists} />
        </p>
        <p class="quiet">
          {t(`album.type.${album.album_type}`)} · {t("album.tracks", { count: album.total_tracks })} ·{" "}
          {formatReleaseDate(album.release_date, language.value)}
        </p>
        <AlbumPlayButton album={album} words={t("play.play")} />
      </div>
    </section>
  );
}

function EmptyHouse() {
  return (
    <section class="empty-state">
      <h2>{t("home.empty")}</h2>
      <p>{t("home.emptyHint")}</p>
    </section>
  );
}

function Recent() {
  const albums = recentAlbums.value;
  if (albums.length === 0) return null;
  return (
    <section aria-labelledby="recent">
      <h2 id="recent">{t("home.recent")}</h2>
      <AlbumGrid albums={albums.slice(0, shownRecent)} />
    </section>
  );
}

export function HomePage() {
  const { items, loading, error, hasMore } = releases.value;
  const newest = items.find((album) => !album.restrictions) ?? items[0];
  const others = items.filter((album) => album !== newest);
  const shown = others.slice(0, shownReleases);
  const empty = newest === undefined;
  useEffect(() => {
    // A catalogue that is being filled for the first time shows itself without a reload.
    const timer = setInterval(refreshReleases, empty ? soon : later);
    return () => clearInterval(timer);
  }, [empty]);
  return (
    <Page title={t("home.title")} class="home-page" tintColour={newest?.cover_colour}>
      <h1 class="visually-hidden">{operator.name}</h1>
      {newest && <JustIn album={newest} />}
      {loading && !newest && <CardGridSkeleton count={8} />}
      {error && !newest && <FailedNotice error={error} retry={retryReleases} />}
      {!loading && !error && !newest && <EmptyHouse />}
      {shown.length > 0 && (
        <section aria-labelledby="new-releases">
          <div class="section-head">
            <h2 id="new-releases">{t("home.newReleases")}</h2>
            {(hasMore || others.length > shown.length) && (
              <Link class="section-link" to={{ page: "albums" }}>
                {t("home.seeAll")}
              </Link>
            )}
          </div>
          <AlbumGrid albums={shown} eager={4} />
        </section>
      )}
      <Recent />
    </Page>
  );
}
