/** Gathers what is shown of a playlist: names, pictures, tracks, followers. */
import type { TrackDocument } from "../../../contracts/documents.ts";
import type { PlaylistHead, PlaylistItemsPage } from "../../../contracts/playlist-object.ts";
import type { Page, Paging } from "../../../contracts/web-api/common.ts";
import type { Playlist, PlaylistItem, SimplifiedPlaylist } from "../../../contracts/web-api/playlists.ts";
import { filterFields, mayKeep, type Fields } from "../../../domain/fields.ts";
import { leadOf } from "../../../domain/playlist/lead.ts";
import type { PlaylistItem as StoredItem } from "../../../domain/playlist/schema.ts";
import { countFollowers } from "../library/follower-counts.ts";
import { readSameRecordings, readTracks } from "./known-tracks.ts";
import { showPictures } from "./pictures.ts";
import { showItemPage, showPlaylist, showPlaylistItem, showSimplifiedPlaylist, trackOf, type ShownHead } from "./present.ts";
import { readProfiles } from "../library/profiles.ts";
import { showTrackDocument, type Viewer } from "../present.ts";
import { relink } from "../catalogue/relink.ts";

/** What the answer's links ask for again. */
export type ShapeQuery = { fields?: string | undefined; market?: string | undefined; additional_types?: string | undefined };

function queryOf({ market, additional_types, fields }: ShapeQuery): string {
  const kept = Object.entries({ market, additional_types, fields }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return kept.length > 0 ? `?${new URLSearchParams(kept).toString()}` : "";
}

/** @param read the first page @param fields leaves out what is not asked for before it is made */
export async function viewPlaylist(
  viewer: Viewer,
  { head, items }: PlaylistItemsPage,
  { fields, query }: { fields?: Fields | undefined; query?: ShapeQuery } = {},
): Promise<Playlist> {
  const wantsItems = mayKeep(fields, "items") || mayKeep(fields, "tracks");
  const leading = leadOf(items.map(({ uri }) => uri));
  const wanted = wantsItems ? items.map(({ uri }) => trackOf(uri)) : mayKeep(fields, "images") && !head.image ? leading : [];
  const [tracks, profiles, followers] = await Promise.all([
    readTracks(wanted, viewer.now),
    mayKeep(fields, "owner") ? readProfiles([head.owner]) : new Map<string, never>(),
    mayKeep(fields, "followers") ? countFollowers(head.id, viewer.now) : 0,
  ]);
  return showPlaylist(viewer, head, {
    owner: profiles.get(head.owner),
    images: await showPictures(viewer, head.image, leading, tracks),
    followers,
    items: wantsItems ? await showItems(viewer, items, tracks) : [],
    query: queryOf({ market: query?.market, additional_types: query?.additional_types }),
  });
}

export async function viewItems(
  viewer: Viewer,
  { head, items }: { head: Pick<PlaylistHead, "total">; items: readonly StoredItem[] },
  path: string,
  query: Paging & ShapeQuery,
): Promise<Page<PlaylistItem>> {
  const tracks = await readTracks(
    items.map(({ uri }) => trackOf(uri)),
    viewer.now,
  );
  return showItemPage(viewer, `${path}${queryOf(query)}`, query, head.total, await showItems(viewer, items, tracks));
}

async function showItems(
  viewer: Viewer,
  items: readonly StoredItem[],
  tracks: ReadonlyMap<string, TrackDocument>,
): Promise<PlaylistItem[]> {
  const found = items.map(({ uri }) => tracks.get(trackOf(uri)));
  const shown = found.map((document) => (document ? showTrackDocument(viewer, document) : null));
  const heard = await relink(viewer, shown, (ids) => readSameRecordings(ids, viewer.now));
  return items.map((item, index) => showPlaylistItem(viewer, item, heard[index] ?? null));
}

/** @param lead the playlists' first tracks */
export async function viewShelf(
  viewer: Viewer,
  shelf: readonly { head: ShownHead; lead: readonly string[] }[],
): Promise<SimplifiedPlaylist[]> {
  const [tracks, profiles] = await Promise.all([
    readTracks(
      shelf.flatMap(({ head, lead }) => (head.image ? [] : lead)),
      viewer.now,
    ),
    readProfiles(shelf.map(({ head }) => head.owner)),
  ]);
  return Promise.all(
    shelf.map(async ({ head, lead }) => {
      const images = await showPictures(viewer, head.image, lead, tracks);
      return showSimplifiedPlaylist(viewer, head, { owner: profiles.get(head.owner), images });
    }),
  );
}

/** What `fields` leaves of an answer. */
export function filtered<Shown extends object>(shown: Shown, fields: Fields | undefined): Shown | Record<string, unknown> {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- of an object an object is left
  return fields ? (filterFields(shown, fields) as Record<string, unknown>) : shown;
}
