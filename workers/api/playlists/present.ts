/** Playlists as the Web API shows them to one listener. */
import type { PlaylistHead } from "../../../contracts/playlist-object.ts";
import type { Profile } from "../../../contracts/profile.ts";
import type { ImageObject, Page, Paging } from "../../../contracts/web-api/common.ts";
import type { Playlist, PlaylistItem, SimplifiedPlaylist } from "../../../contracts/web-api/playlists.ts";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { parseUri } from "../../../domain/ids.ts";
import type { PlaylistItem as StoredItem } from "../../../domain/playlist/schema.ts";
import { links, pageOf, timeOf, type Viewer } from "../present.ts";
import { showOwner, showUserLink } from "../library/profiles.ts";

/** The id of an item's track. */
export function trackOf(uri: string): string {
  return parseUri(uri)?.id ?? "";
}

/** What a list shows of a playlist. */
export type ShownHead = Omit<PlaylistHead, "updated_at" | "created_at">;

export function showSimplifiedPlaylist(
  viewer: Viewer,
  head: ShownHead,
  { owner, images }: { owner: Profile | undefined; images: ImageObject[] },
): SimplifiedPlaylist {
  const { href, ...named } = links(viewer, "playlist", head.id);
  return {
    ...named,
    href,
    collaborative: head.collaborative,
    description: head.description,
    images,
    name: head.name,
    owner: showOwner(viewer, head.owner, owner),
    primary_color: null,
    public: head.public,
    snapshot_id: head.snapshot_id,
    items: { href: `${href}/items`, total: head.total },
    tracks: { href: `${href}/tracks`, total: head.total },
    type: "playlist",
    role: head.role,
  };
}

/** @param items the first page */
export function showPlaylist(
  viewer: Viewer,
  head: ShownHead,
  parts: { owner: Profile | undefined; images: ImageObject[]; followers: number; items: PlaylistItem[]; query: string },
): Playlist {
  const simplified = showSimplifiedPlaylist(viewer, head, parts);
  const first = (href: string) => pageOf(`${href}${parts.query}`, { offset: 0, limit: 100 }, head.total, parts.items);
  return {
    ...simplified,
    followers: { href: null, total: parts.followers },
    items: first(simplified.items.href),
    tracks: first(simplified.tracks.href),
  };
}

/** @param path with the query that the neighbours keep */
export function showItemPage(viewer: Viewer, path: string, paging: Paging, total: number, items: PlaylistItem[]): Page<PlaylistItem> {
  return pageOf(`${viewer.origin}${path}`, paging, total, items);
}

/** @param track null where it is not in the catalogue any more; what was taken down stays, and says what became of it */
export function showPlaylistItem(viewer: Viewer, { uid, added_at, added_by }: StoredItem, track: Track | null): PlaylistItem {
  return {
    added_at: timeOf(added_at),
    added_by: showUserLink(viewer, added_by),
    is_local: false,
    primary_color: null,
    video_thumbnail: { url: null },
    item: track,
    track,
    uid,
  };
}
