/** Documents as the Web API shows them to one listener: market, plan and clock applied, links absolute. */
import type { AccessClaims } from "../../contracts/access-token.ts";
import type { AlbumDocument, AlbumSummary, ArtistSummary, TrackDocument, TrackEntry } from "../../contracts/documents.ts";
import type { Album } from "../../contracts/web-api/albums.ts";
import type { Artist } from "../../contracts/web-api/artists.ts";
import type { Page, Paging, SimplifiedAlbum, SimplifiedTrack } from "../../contracts/web-api/common.ts";
import type { Track } from "../../contracts/web-api/tracks.ts";
import { portray } from "../../domain/artist-portrait.ts";
import type { ArtistCredit, Image } from "../../domain/catalogue.ts";
import { uriOf, type ResourceType } from "../../domain/ids.ts";
import {
  decidePlayback,
  inherit,
  restrictAlbum,
  type ListenerTerms,
  type Playability,
  type RefusalReason,
} from "../../domain/playability.ts";
import { planTable } from "../../operator/plans.ts";

export type Viewer = { origin: string; terms: ListenerTerms; now: number };

/** A listener as a list sees them: nobody knows yet what will play it. @param guestPlayback the operator's choice for visitors */
export function termsOf(claims: AccessClaims, guestPlayback: ListenerTerms["extent"]): ListenerTerms {
  return {
    plan: claims.plan,
    market: claims.market,
    explicit: claims.explicit,
    extent: claims.roles.includes("guest") ? guestPlayback : "full",
    device: undefined,
    offline: false,
  };
}

/** As the Web API writes times: to the second. */
export function timeOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

export function links(viewer: Viewer, type: ResourceType, id: string) {
  return {
    external_urls: { nearfield: `${viewer.origin}/${type}/${id}` },
    href: `${viewer.origin}/v1/${type}s/${id}`,
    id,
    uri: uriOf(type, id),
  };
}

function showArtistCredit(viewer: Viewer, credit: ArtistCredit) {
  return { ...links(viewer, "artist", credit.id), name: credit.name, type: "artist" as const };
}

export function showImages(viewer: Viewer, image: Image | null) {
  return (image?.sizes ?? []).map((edge) => ({ url: `${viewer.origin}/images/${image?.id}/${edge}.jpg`, height: edge, width: edge }));
}

export function showArtist(viewer: Viewer, document: ArtistSummary): Artist {
  const { genres, image } = portray(document.portrait, viewer.terms.market, viewer.now);
  return {
    ...showArtistCredit(viewer, document),
    followers: { href: null, total: document.followers },
    genres,
    images: showImages(viewer, image),
    popularity: 0,
  };
}

export function showAlbumSummary(viewer: Viewer, album: AlbumSummary): SimplifiedAlbum {
  const restriction = restrictAlbum(album, viewer.terms.market, viewer.now);
  return {
    ...links(viewer, "album", album.id),
    album_type: album.album_type,
    total_tracks: album.total_tracks,
    ...(album.markets && { available_markets: album.markets }),
    images: showImages(viewer, album.cover),
    name: album.title,
    release_date: album.release_date,
    release_date_precision: precisionOf(album.release_date),
    ...(restriction && { restrictions: { reason: restriction } }),
    type: "album",
    artists: album.artists.map((credit) => showArtistCredit(viewer, credit)),
    ...(album.cover && { cover_colour: album.cover.colour }),
  };
}

function precisionOf(date: string): "year" | "month" | "day" {
  if (date.length === 4) return "year";
  return date.length === 7 ? "month" : "day";
}

/** What a list says of a track to this listener. */
export function decideEntry(viewer: Viewer, album: TrackDocument["album"], entry: TrackEntry): Playability {
  const track = {
    ...inherit(entry, album),
    releasedAt: album.released_at,
    explicit: entry.explicit,
    tiers: entry.tiers,
  };
  return decidePlayback(planTable, track, viewer.terms, viewer.now);
}

/** The Web API knows `market`, `product` (the plan) and `explicit`; the others are Nearfield's own (contracts/web-api/common.ts). */
const restrictionOfReason = {
  account_required: "product",
  not_found: "withdrawn",
  withdrawn: "withdrawn",
  not_released: "not_released",
  market: "market",
  explicit: "explicit",
  under_age: "explicit",
  plan: "product",
  offline: "product",
  not_ready: "not_ready",
} as const satisfies Record<RefusalReason, NonNullable<SimplifiedTrack["restrictions"]>["reason"]>;

export function showTrackEntry(viewer: Viewer, album: TrackDocument["album"], entry: TrackEntry): SimplifiedTrack {
  const decision = decideEntry(viewer, album, entry);
  const { markets } = inherit(entry, album);
  return {
    ...links(viewer, "track", entry.id),
    artists: entry.artists.map((credit) => showArtistCredit(viewer, credit)),
    ...(markets && { available_markets: markets }),
    disc_number: entry.disc,
    duration_ms: entry.duration_ms,
    explicit: entry.explicit,
    is_playable: decision.kind === "granted",
    ...(decision.kind === "refused" && { restrictions: { reason: restrictionOfReason[decision.reason] } }),
    name: entry.title,
    preview_url: null,
    track_number: entry.number,
    type: "track",
    is_local: false,
  };
}

/** What was taken down, alone or with its album, is shown to nobody who asks for it: null, as for what is not known. */
export function showKnownTrack(viewer: Viewer, document: TrackDocument | undefined): Track | null {
  return document && !document.album.withdrawn && !document.entry.withdrawn ? showTrackDocument(viewer, document) : null;
}

export function showTrackDocument(viewer: Viewer, { album, entry }: TrackDocument): Track {
  return {
    ...showTrackEntry(viewer, album, entry),
    album: showAlbumSummary(viewer, album),
    external_ids: entry.isrc ? { isrc: entry.isrc } : {},
    popularity: 0,
  };
}

export function showAlbum(viewer: Viewer, document: AlbumDocument): Album {
  const { upc } = document;
  const copyrights: Album["copyrights"] = [];
  if (document.c_line) copyrights.push({ text: document.c_line, type: "C" });
  if (document.p_line) copyrights.push({ text: document.p_line, type: "P" });
  return {
    ...showAlbumSummary(viewer, document),
    tracks: showAlbumTracks(viewer, document, { limit: 50, offset: 0 }),
    copyrights,
    external_ids: upc ? { [upc.length === 12 ? "upc" : "ean"]: upc } : {},
    genres: document.genres,
    label: document.label ?? "",
    popularity: 0,
    gapless: document.gapless,
  };
}

export function showAlbumTracks(viewer: Viewer, document: AlbumDocument, paging: Paging): Page<SimplifiedTrack> {
  const url = `${viewer.origin}/v1/albums/${document.id}/tracks`;
  return page(url, document.tracks, paging, (entry) => showTrackEntry(viewer, document, entry));
}

/** One page of a list that is here whole, with absolute links to its neighbours. */
export function page<Source, Item>(url: string, all: readonly Source[], paging: Paging, show: (source: Source) => Item): Page<Item> {
  return pageOf(url, paging, all.length, all.slice(paging.offset, paging.offset + paging.limit).map(show));
}

/** @param url of the list; what its query asks for besides, the neighbours ask for too */
export function pageOf<Item>(url: string, { limit, offset }: Paging, total: number, items: Item[]): Page<Item> {
  const link = (at: number) => {
    const target = new URL(url);
    target.searchParams.set("offset", String(at));
    target.searchParams.set("limit", String(limit));
    return target.href;
  };
  return {
    href: link(offset),
    limit,
    next: offset + limit < total ? link(offset + limit) : null,
    offset,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    total,
    items,
  };
}
