/** The outlines of what is on its way, in its later size, so that nothing jumps. */
import { t } from "../i18n/language.ts";

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

export function CardGridSkeleton({ count = 10 }: { count?: number }) {
  return (
    <output class="card-grid" aria-label={t("common.loading")}>
      {range(count).map((index) => (
        <div key={index} class="card" aria-hidden="true">
          <span class="skeleton skeleton-cover" />
          <span class="skeleton skeleton-line" />
          <span class="skeleton skeleton-line short" />
        </div>
      ))}
    </output>
  );
}

export function TrackListSkeleton({ count = 8 }: { count?: number }) {
  return (
    <output class="track-skeletons" aria-label={t("common.loading")}>
      {range(count).map((index) => (
        <span key={index} class="skeleton skeleton-row" aria-hidden="true" />
      ))}
    </output>
  );
}

export function AlbumSkeleton() {
  return (
    <div class="album-layout">
      <div class="album-side" aria-hidden="true">
        <span class="skeleton skeleton-cover" />
        <span class="skeleton skeleton-title" />
        <span class="skeleton skeleton-line" />
      </div>
      <TrackListSkeleton />
    </div>
  );
}
