/** The lists of whoever is logged in, and how they follow what is kept and dropped elsewhere on the page. */
import { computed, effect, untracked } from "@preact/signals";
import { libraryApi } from "../../api/library.ts";
import { playlistsApi } from "../../api/playlists.ts";
import { session } from "../../api/session.ts";
import { keeper, keepableUri, lastChange, type KeepableType } from "../kept.ts";
import { rememberTrack } from "../trackSummaries.ts";
import { createCollection, type Collection } from "./collection.ts";
import {
  keptAlbumOf,
  keptArtistOf,
  keptPlaylistOf,
  songOf,
  type KeptAlbum,
  type KeptArtist,
  type KeptPlaylist,
  type Song,
} from "./items.ts";
import type { ListPage } from "./pages.ts";
import { forgetOtherLists, openListStore } from "./store.ts";

export type Collections = {
  songs: Collection<Song>;
  albums: Collection<KeptAlbum>;
  artists: Collection<KeptArtist>;
  playlists: Collection<KeptPlaylist>;
};

const now = () => Date.now();
const wait = async (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Lists that are paged by offset. */
function byOffset<Raw, Item>(
  load: (offset: number) => Promise<{ items: Raw[]; total: number; next: string | null }>,
  itemOf: (raw: Raw) => Item,
) {
  return async (cursor: string | undefined): Promise<ListPage<Item>> => {
    const offset = Number(cursor ?? 0);
    const { items, total, next } = await load(offset);
    return { items: items.map((raw) => itemOf(raw)), total, next: next === null ? undefined : String(offset + items.length) };
  };
}

async function loadArtists(cursor: string | undefined): Promise<ListPage<KeptArtist>> {
  const { items, total, cursors } = await libraryApi.artists(cursor);
  return { items: items.map((artist) => keptArtistOf(artist)), total, next: cursors.after ?? undefined };
}

function openCollections(account: string): Collections {
  void forgetOtherLists(account);
  const shared = { now, wait };
  return {
    songs: createCollection({
      ...shared,
      load: byOffset((offset) => libraryApi.songs(offset), songOf),
      store: openListStore(account, "songs"),
      newestFirst: true,
    }),
    albums: createCollection({
      ...shared,
      load: byOffset((offset) => libraryApi.albums(offset), keptAlbumOf),
      store: openListStore(account, "albums"),
      newestFirst: true,
    }),
    artists: createCollection({ ...shared, load: loadArtists, store: openListStore(account, "artists"), newestFirst: false }),
    playlists: createCollection({
      ...shared,
      load: byOffset((offset) => playlistsApi.own(offset), keptPlaylistOf),
      store: openListStore(account, "playlists"),
      newestFirst: false,
    }),
  };
}

const listenerId = computed(() => session.listener.value?.id);

/** undefined for a guest, and until it is known who listens. */
export const collections = computed<Collections | undefined>(() => {
  const id = listenerId.value;
  return id === undefined ? undefined : openCollections(id);
});

const listOfType = { track: "songs", album: "albums", artist: "artists", playlist: "playlists" } as const;

function isKeepable(type: string | undefined): type is KeepableType {
  return type !== undefined && type in listOfType;
}

function follow({ uri, kept }: { uri: string; kept: boolean }): void {
  const [, type, id] = uri.split(":");
  if (!isKeepable(type)) return;
  const list: Collection<{ id: string }> | undefined = collections.peek()?.[listOfType[type]];
  // What nobody has looked at yet is asked for when somebody does.
  if (list?.state.peek().total === undefined) return;
  if (kept) void list.refresh(true);
  else list.edit((items) => items.filter((item) => item.id !== id));
}

/** What a list shows: without what was dropped a moment ago, which the service may not have yet. */
export function stillKept<Item extends { id: string }>(items: readonly Item[], type: KeepableType): readonly Item[] {
  const dropped = new Set([...keeper.changes.value].flatMap(([uri, kept]) => (kept ? [] : [uri])));
  return dropped.size === 0 ? items : items.filter(({ id }) => !dropped.has(keepableUri(type, id)));
}

effect(() => {
  const change = lastChange.value;
  if (change) untracked(() => follow(change));
});
effect(() => {
  // What somebody kept is nothing for whoever sits here after them.
  if (session.listener.value === null) void forgetOtherLists(undefined);
});
effect(() => {
  // The queue and the player look names up where all that was shown is remembered.
  for (const song of collections.value?.songs.state.value.items ?? []) rememberTrack(song, song.album);
});
