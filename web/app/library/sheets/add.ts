/** Adding songs to a playlist: what is in it already is known first, so that nothing is in it twice unawares. */
import { getJson } from "../../api/client.ts";
import { playlistsApi } from "../../api/playlists.ts";
import { collections } from "../collection/collections.ts";

/** As many as the Web API takes, and answers, in one request. */
const batchSize = 100;

type Uris = { items: { track: { uri: string } | null }[]; next: string | null };

/** URIs of all that is in a playlist. @throws RequestError */
async function urisIn(playlistId: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (let offset = 0; ; offset += batchSize) {
    const query = `fields=${encodeURIComponent("items(track(uri)),next")}&limit=${batchSize}&offset=${offset}`;
    const page = await getJson<Uris>(`/v1/playlists/${encodeURIComponent(playlistId)}/items?${query}`);
    for (const { track } of page.items) if (track) found.add(track.uri);
    if (page.next === null || page.items.length === 0) return found;
  }
}

/** @returns those that are in it already @throws RequestError */
export async function alreadyIn(playlist: { id: string; total: number }, uris: readonly string[]): Promise<string[]> {
  if (playlist.total === 0) return [];
  const known = await urisIn(playlist.id);
  return uris.filter((uri) => known.has(uri));
}

/**
 * Adds at the end, in batches that are each added once however often they are tried.
 * @param key of the whole; the same for another try, which goes on at `from`
 * @throws RequestError, after `progress` has told how far it came
 */
export async function addToPlaylist(
  playlistId: string,
  uris: readonly string[],
  { key, from = 0, progress }: { key: string; from?: number; progress?: (done: number) => void },
): Promise<void> {
  for (let at = from; at < uris.length; at += batchSize) {
    await playlistsApi.addItems(playlistId, uris.slice(at, at + batchSize), `${key}-${at}`);
    const done = Math.min(at + batchSize, uris.length);
    noteAdded(playlistId, done - at);
    progress?.(done);
  }
}

function noteAdded(playlistId: string, count: number): void {
  collections
    .peek()
    ?.playlists.edit((items) => items.map((item) => (item.id === playlistId ? { ...item, total: item.total + count } : item)));
}
