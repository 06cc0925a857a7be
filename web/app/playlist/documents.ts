/** What the service says of playlists besides their live state. */
import type { Playlist } from "../../../contracts/web-api/playlists.ts";
import type { PlaylistItem } from "../../../domain/playlist/schema.ts";
import { playlistsApi, type PlaylistMember } from "../api/playlists.ts";
import { createResources } from "../api/resource.ts";
import { learnTracks } from "./tracks.ts";
import type { PlaylistItem as ListedItem } from "../../../contracts/web-api/playlists.ts";

const options = { now: () => performance.now(), freshFor: 30_000, capacity: 20 };

/** With the first hundred items, which are shown before the live connection stands. */
export const playlists = createResources<Playlist>(async (id) => {
  const playlist = await playlistsApi.get(id);
  learnTracks(playlist.items.items.flatMap(({ item }) => item ?? []));
  return playlist;
}, options);

/** For those who belong to it. The owner comes first. */
export const members = createResources<PlaylistMember[]>((id) => playlistsApi.members(id), options);

/** An item of a page as the live connection would say it. */
export function itemOf({ uid, item, added_at, added_by }: ListedItem): PlaylistItem {
  return { uid, uri: item?.linked_from?.uri ?? item?.uri ?? "", added_by: added_by.id, added_at: Date.parse(added_at) };
}

/** All items, page by page, for a reader whom no live connection takes in. */
export async function readItems(id: string): Promise<PlaylistItem[]> {
  const items: PlaylistItem[] = [];
  for (;;) {
    const page = await playlistsApi.items(id, items.length);
    learnTracks(page.items.flatMap(({ item }) => item ?? []));
    items.push(...page.items.map(itemOf));
    if (page.next === null || page.items.length === 0) return items;
  }
}
