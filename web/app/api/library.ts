/** What the visitor keeps: the Web API's `/me/library`, and the lists of it page by page. */
import type { Artist } from "../../../contracts/web-api/artists.ts";
import type { Page } from "../../../contracts/web-api/common.ts";
import type { SavedAlbum, SavedTrack } from "../../../contracts/web-api/library.ts";
import { getJson, send } from "./client.ts";

/** The Web API's largest page. */
export const pageSize = 50;
/** So many URIs fit into one request. */
export const mostUris = 40;

type ArtistPage = { artists: { items: Artist[]; total: number; cursors: { after: string | null } } };

function urisQuery(uris: readonly string[]): string {
  return `uris=${uris.map((uri) => encodeURIComponent(uri)).join(",")}`;
}

/** Each throws RequestError. */
export const libraryApi = {
  /** In the order asked. */
  contains: (uris: readonly string[]) => getJson<boolean[]>(`/v1/me/library/contains?${urisQuery(uris)}`),
  keep: (uris: readonly string[]) => send(`/v1/me/library?${urisQuery(uris)}`, { method: "PUT", keepalive: true }),
  drop: (uris: readonly string[]) => send(`/v1/me/library?${urisQuery(uris)}`, { method: "DELETE", keepalive: true }),

  songs: (offset: number) => getJson<Page<SavedTrack>>(`/v1/me/tracks?limit=${pageSize}&offset=${offset}`),
  albums: (offset: number) => getJson<Page<SavedAlbum>>(`/v1/me/albums?limit=${pageSize}&offset=${offset}`),
  /** @param after the cursor of the page before */
  async artists(after: string | undefined): Promise<ArtistPage["artists"]> {
    const cursor = after === undefined ? "" : `&after=${encodeURIComponent(after)}`;
    return (await getJson<ArtistPage>(`/v1/me/following?type=artist&limit=${pageSize}${cursor}`)).artists;
  },
};
