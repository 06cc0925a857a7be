/** What may be told of a shared page to anybody, from documents that the PoP holds. */
import type { ArtistCredit, Image } from "../../../domain/catalogue.ts";
import { portray } from "../../../domain/artist-portrait.ts";
import { leadOf } from "../../../domain/playlist/lead.ts";
import type { SharedThing } from "../../../domain/share-path.ts";
import { readTracks } from "../playlists/known-tracks.ts";
import { publicPlaylists } from "../playlists/documents.ts";
import { showPictures } from "../playlists/pictures.ts";
import type { Preview, PreviewImage } from "./preview-tags.ts";
import { showImages, type Viewer } from "../present.ts";
import { readProfiles } from "../library/profiles.ts";
import { documents } from "../http/viewer.ts";

/** A preview is sent on to wherever people are: nobody's market, plan or account counts. */
function anybody(origin: string, now: number): Viewer {
  return { origin, terms: { plan: "free", market: "", explicit: "allowed", extent: "full", device: undefined, offline: false }, now };
}

type Wanted = { viewer: Viewer; url: string; id: string };

/** @returns undefined for what is not there, or may not be seen by everybody */
export async function readPreview(origin: string, { type, id }: SharedThing, now: number): Promise<Preview | undefined> {
  const wanted: Wanted = { viewer: anybody(origin, now), url: `${origin}/${type}/${id}`, id };
  switch (type) {
    case "album":
      return previewAlbum(wanted);
    case "track":
      return previewTrack(wanted);
    case "artist":
      return previewArtist(wanted);
    case "playlist":
  }
  return previewPlaylist(wanted);
}

function largestOf(images: readonly { url: string; width: number | null; height: number | null }[]): PreviewImage | undefined {
  const [first] = images.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0));
  return first && { url: first.url, width: first.width ?? 640, height: first.height ?? 640 };
}

function imageOf(viewer: Viewer, image: Image | null): PreviewImage | undefined {
  return largestOf(showImages(viewer, image));
}

function namesOf(artists: readonly ArtistCredit[]): string {
  return artists.map((artist) => artist.name).join(", ");
}

function makers({ viewer }: Wanted, artists: readonly ArtistCredit[]): Pick<Preview, "by"> {
  const [first] = artists;
  return first ? { by: { name: namesOf(artists), url: `${viewer.origin}/artist/${first.id}` } } : {};
}

function musicians({ viewer }: Wanted, artists: readonly ArtistCredit[]) {
  return artists.map((artist) => ["musician", `${viewer.origin}/artist/${artist.id}`] as const);
}

function clockOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

async function previewAlbum(wanted: Wanted): Promise<Preview | undefined> {
  const album = (await documents().albums([wanted.id])).get(wanted.id);
  if (!album || album.withdrawn) return undefined;
  return {
    type: "album",
    url: wanted.url,
    title: album.title,
    ...makers(wanted, album.artists),
    description: `${namesOf(album.artists)} · ${album.release_date.slice(0, 4)}`,
    image: imageOf(wanted.viewer, album.cover),
    music: [...musicians(wanted, album.artists), ["release_date", album.release_date]],
  };
}

async function previewTrack(wanted: Wanted): Promise<Preview | undefined> {
  const found = (await documents().tracks([wanted.id])).get(wanted.id);
  if (!found || found.album.withdrawn || found.entry.withdrawn) return undefined;
  const { album, entry } = found;
  return {
    type: "track",
    url: wanted.url,
    title: entry.title,
    ...makers(wanted, entry.artists),
    description: `${namesOf(entry.artists)} · ${album.title} · ${clockOf(entry.duration_ms)}`,
    image: imageOf(wanted.viewer, album.cover),
    music: [
      ["duration", String(Math.round(entry.duration_ms / 1000))],
      ["album", `${wanted.viewer.origin}/album/${album.id}`],
      ...musicians(wanted, entry.artists),
    ],
  };
}

async function previewArtist(wanted: Wanted): Promise<Preview | undefined> {
  const artist = (await documents().artists([wanted.id])).get(wanted.id);
  if (!artist) return undefined;
  const { genres, image } = portray(artist.portrait, wanted.viewer.terms.market, wanted.viewer.now);
  return {
    type: "artist",
    url: wanted.url,
    title: artist.name,
    description: genres.length > 0 ? genres.join(" · ") : artist.name,
    image: imageOf(wanted.viewer, image),
    music: [],
  };
}

async function previewPlaylist(wanted: Wanted): Promise<Preview | undefined> {
  const document = await publicPlaylists.first(wanted.id, wanted.viewer.now);
  if (!document) return undefined;
  const { head, items } = document;
  const leading = leadOf(items.map(({ uri }) => uri));
  const [tracks, profiles] = await Promise.all([
    head.image ? new Map<string, never>() : readTracks(leading, wanted.viewer.now),
    readProfiles([head.owner]),
  ]);
  // Of an account that is gone there is no name.
  const owner = profiles.get(head.owner)?.display_name ?? undefined;
  return {
    type: "playlist",
    url: wanted.url,
    title: head.name,
    ...(owner !== undefined && { by: { name: owner } }),
    description: head.description || (owner ?? head.name),
    image: largestOf(await showPictures(wanted.viewer, head.image, leading, tracks)),
    music: [["song_count", String(head.total)]],
  };
}
