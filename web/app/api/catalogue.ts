/** What the pages browse, by the Web API's paths. */
import type { Album } from "../../../contracts/web-api/albums.ts";
import type { Artist } from "../../../contracts/web-api/artists.ts";
import type { Page, SimplifiedAlbum, SimplifiedTrack } from "../../../contracts/web-api/common.ts";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { rememberAlbum, rememberTrack } from "../library/trackSummaries.ts";
import { getJson } from "./client.ts";
import { createResources } from "./resource.ts";

const options = { now: () => performance.now(), freshFor: 30_000, capacity: 200 };

/** The Web API's largest page. */
const pageSize = 50;
const largestAlbum = 1000;

async function remainingTracks(album: Album): Promise<SimplifiedTrack[]> {
  const tracks = [...album.tracks.items];
  let { next } = album.tracks;
  while (next && tracks.length < largestAlbum) {
    const page = await getJson<Page<SimplifiedTrack>>(`/v1/albums/${album.id}/tracks?limit=${pageSize}&offset=${tracks.length}`);
    if (page.items.length === 0) break;
    tracks.push(...page.items);
    ({ next } = page);
  }
  return tracks;
}

/** Albums come with all their tracks, however many pages that takes. */
export const albums = createResources<Album>(async (id) => {
  const album = await getJson<Album>(`/v1/albums/${id}`);
  const whole = album.tracks.next ? { ...album, tracks: { ...album.tracks, items: await remainingTracks(album) } } : album;
  rememberAlbum(whole);
  return whole;
}, options);

export const artists = createResources<Artist>((id) => getJson(`/v1/artists/${id}`), options);

export const tracks = createResources<Track>(async (id) => {
  const track = await getJson<Track>(`/v1/tracks/${id}`);
  rememberTrack(track, track.album);
  return track;
}, options);

export type AlbumGroup = "album" | "single" | "compilation" | "appears_on";
export const albumGroups: readonly AlbumGroup[] = ["album", "single", "compilation", "appears_on"];

/** Keys are `<artist id>/<group>`. */
export const artistAlbums = createResources<Page<SimplifiedAlbum>>((key) => {
  const [id = "", group = ""] = key.split("/");
  return getJson(`/v1/artists/${id}/albums?include_groups=${group}&limit=${pageSize}&offset=0`);
}, options);

/** Keys are offsets. */
export const newReleases = createResources<Page<SimplifiedAlbum>>(async (offset) => {
  const body = await getJson<{ albums: Page<SimplifiedAlbum> }>(`/v1/browse/new-releases?limit=${pageSize}&offset=${offset}`);
  return body.albums;
}, options);

const all = [albums, artists, tracks, artistAlbums, newReleases];

export function retryAllFailed(): void {
  for (const resources of all) resources.retryFailed();
}

/** What can be played depends on who looks. */
export function forgetCatalogue(): void {
  for (const resources of all) resources.forget();
}
