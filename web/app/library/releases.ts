/** All releases, page by page, and the artists on them: the Web API lists no artists by themselves. */
import { computed, signal } from "@preact/signals";
import type { SimplifiedAlbum } from "../../../contracts/web-api/common.ts";
import { newReleases } from "../api/catalogue.ts";
import type { RequestError } from "../api/failure.ts";

const pagesShown = signal(1);
const pageSize = 50;

const pages = computed(() => Array.from({ length: pagesShown.value }, (_, page) => newReleases.get(String(page * pageSize)).state.value));

export type ReleaseList = {
  items: SimplifiedAlbum[];
  loading: boolean;
  error: RequestError | undefined;
  hasMore: boolean;
};

export const releases = computed<ReleaseList>(() => {
  const list: ReleaseList = { items: [], loading: false, error: undefined, hasMore: false };
  const seen = new Set<string>();
  for (const page of pages.value) {
    if (page.kind === "loading") list.loading = true;
    else if (page.kind === "failed") list.error = page.error;
    else {
      list.hasMore = page.value.next !== null;
      for (const album of page.value.items) {
        // A release that came out between two pages moves the last of one to the first of the next.
        if (!seen.has(album.id)) list.items.push(album);
        seen.add(album.id);
      }
    }
  }
  return list;
});

export function loadMoreReleases(): void {
  const list = releases.peek();
  if (list.hasMore && !list.loading && !list.error) pagesShown.value += 1;
}

/** Asks for the newest page again, behind what is shown. */
export function refreshReleases(): void {
  if (document.visibilityState === "visible") newReleases.get("0").retry();
}

export function retryReleases(): void {
  newReleases.retryFailed();
}

/** An artist as a list shows one: with the newest release's cover, as there is nothing else to show before their page is opened. */
export type ListedArtist = { id: string; name: string; cover: SimplifiedAlbum };

export function artistsOf(albums: readonly SimplifiedAlbum[], language: string): ListedArtist[] {
  const found = new Map<string, ListedArtist>();
  for (const album of albums)
    for (const artist of album.artists) if (!found.has(artist.id)) found.set(artist.id, { id: artist.id, name: artist.name, cover: album });
  const { compare } = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  return [...found.values()].toSorted((a, b) => compare(a.name, b.name));
}
