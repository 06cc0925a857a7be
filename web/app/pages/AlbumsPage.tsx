import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/language.ts";
import { loadMoreReleases, releases, retryReleases } from "../library/releases.ts";
import { AlbumGrid } from "../ui/AlbumCard.tsx";
import { FailedNotice } from "../ui/Loaded.tsx";
import { Page } from "../ui/Page.tsx";
import { CardGridSkeleton } from "../ui/skeletons.tsx";

/** Fetches the next page when the end of the list comes near; a press does the same. */
function MoreReleases() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([seen]) => seen?.isIntersecting && loadMoreReleases(), { rootMargin: "600px" });
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  }, []);
  return (
    <button type="button" class="button more-button" ref={button} onClick={loadMoreReleases}>
      {t("albums.more")}
    </button>
  );
}

export function AlbumsPage() {
  const { items, loading, error, hasMore } = releases.value;
  return (
    <Page title={t("albums.title")} class="albums-page">
      <header class="page-head">
        <h1 class="display">{t("albums.title")}</h1>
        {items.length > 0 && !hasMore && <p class="quiet">{t("albums.count", { count: items.length })}</p>}
      </header>
      <AlbumGrid albums={items} eager={6} />
      {loading && <CardGridSkeleton />}
      {error && <FailedNotice error={error} retry={retryReleases} />}
      {hasMore && !loading && !error && <MoreReleases key={items.length} />}
    </Page>
  );
}
