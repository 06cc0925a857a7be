/** Market-neutral documents of the catalogue, behind the PoP's cache where there is one. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type {
  AlbumDocument,
  AlbumSummary,
  ArtistDocument,
  ArtistSummary,
  CategoriesDocument,
  FeaturedPlaylist,
  NewReleasesDocument,
  TrackDocument,
} from "../../../contracts/documents.ts";
import type { Paging } from "../../../contracts/web-api/common.ts";
import { readAlbumDocuments, readArtistSummaries, readTrackDocuments } from "../../../d1/catalog/batch.ts";
import { readFeatured } from "../../../d1/catalog/featured.ts";
import { readCategories, readGenreAlbums } from "../../../d1/catalog/genres.ts";
import { readNewReleases } from "../../../d1/catalog/new-releases.ts";
import { readArtist } from "../../../d1/catalog/read.ts";
import { readSameRecordings } from "../../../d1/catalog/same-recordings.ts";
import { readNewestAlbums, readRelatedIds } from "../../../d1/catalog/related.ts";
import { openDatabases, type SlicedDatabases } from "../../../d1/databases.ts";
import { isId } from "../../../domain/ids.ts";
import { purgeTags } from "../../../frame/purge-tags.ts";

/** Seconds that a document may live. */
const documentLifetime = 30;
/** New releases are cached in stretches of so many, whatever pages are asked for. */
const stretchLength = 50;
/** What recommendations look at, of an artist and of a genre. */
const newestAlbumsEach = 5;
const genreAlbumsEach = 50;

/** `complete`: nothing of what was asked for is absent. */
type Loaded = { document: unknown; tags: string[]; complete: boolean } | undefined;

/** `fetch("https://documents/<kind>/<ids or what else says which>")` answers a document or 404; the platform's cache stands in front of it. */
export class CatalogDocuments extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const [, kind = "", ...path] = new URL(request.url).pathname.split("/");
    const loaded = await load(openDatabases(this.env, this.env.CATALOG_SLICES), kind, path);
    // What is not there may be there in a moment: an absence is not cached.
    if (!loaded) return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
    const { document, tags, complete } = loaded;
    return Response.json(document, {
      headers: complete
        ? { "cache-control": `public, max-age=${documentLifetime}`, "cache-tag": tags.join(",") }
        : { "cache-control": "no-store" },
    });
  }

  /** Forgets documents by tag: `album:<id>`, `artist:<id>`, `new-releases`. */
  async invalidate(tags: string[]): Promise<void> {
    await purgeTags(
      this.ctx.cache,
      tags.filter((tag) => !tag.startsWith("recording:")),
    );
  }
}

async function load(databases: SlicedDatabases, kind: string, path: readonly string[]): Promise<Loaded> {
  const ids = decodeURIComponent(path[0] ?? "")
    .split(",")
    .filter(isId);
  switch (kind) {
    case "albums":
      return listed(ids, await readAlbumDocuments(databases, ids), (album) => `album:${album.id}`);
    case "artists":
      return listed(ids, await readArtistSummaries(databases, ids), (artist) => `artist:${artist.id}`);
    case "tracks":
      return listed(ids, await readTrackDocuments(databases, ids), ({ album }) => `album:${album.id}`);
    case "same-recordings":
      return whole(Object.fromEntries(await readSameRecordings(databases, ids)), "new-releases");
    case "artist":
    case "related":
      return loadOfArtist(databases, kind, ids[0] ?? "");
    case "newest-albums":
      return whole(Object.fromEntries(await readNewestAlbums(databases, ids, newestAlbumsEach)), ...ids.map((id) => `artist:${id}`));
    default:
      return loadList(databases, kind, path);
  }
}

async function loadOfArtist(databases: SlicedDatabases, kind: "artist" | "related", id: string): Promise<Loaded> {
  // An id that no database holds is nobody's.
  if (databases.group([id]).length === 0) return undefined;
  if (kind === "artist") {
    const document = await readArtist(databases, id);
    return document && whole(document, `artist:${id}`);
  }
  const ids = await readRelatedIds(databases, id, Date.now());
  const found = await readArtistSummaries(databases, [id, ...ids]);
  if (!found.has(id)) return undefined;
  const artists = ids.flatMap((related) => found.get(related) ?? []);
  return whole({ artists }, `artist:${id}`);
}

async function loadList(databases: SlicedDatabases, kind: string, [which = "", from = "0"]: readonly string[]): Promise<Loaded> {
  const now = Date.now();
  switch (kind) {
    case "new-releases": {
      const stretch = { market: which, offset: Number(from), limit: stretchLength };
      return whole(await readNewReleases(databases, stretch, now), "new-releases");
    }
    case "categories":
      return whole(await readCategories(databases, now), "new-releases");
    case "featured":
      return whole(await readFeatured(databases), "featured");
    case "genre-albums": {
      const genreIds = decodeURIComponent(which).split(",");
      return whole(Object.fromEntries(await readGenreAlbums(databases, genreIds, genreAlbumsEach, now)), "new-releases");
    }
    default:
      return undefined;
  }
}

function whole(document: object, ...tags: string[]): Loaded {
  return { document, tags, complete: true };
}

function listed<Document>(ids: readonly string[], found: Map<string, Document>, tagOf: (document: Document) => string): Loaded {
  return {
    document: Object.fromEntries(found),
    tags: [...new Set(Array.from(found.values(), tagOf))],
    complete: found.size === ids.length,
  };
}

/** Reads documents through the cached entrypoint. */
export type DocumentReader = {
  /** Those that are known, by their ids: one document however many are asked for. */
  albums(ids: readonly string[]): Promise<Map<string, AlbumDocument>>;
  artists(ids: readonly string[]): Promise<Map<string, ArtistSummary>>;
  tracks(ids: readonly string[]): Promise<Map<string, TrackDocument>>;
  /** Tracks that play the same recording, by the tracks that were asked for. */
  sameRecordings(ids: readonly string[]): Promise<Map<string, TrackDocument[]>>;
  /** With their albums; undefined where there is none. */
  artist(id: string): Promise<ArtistDocument | undefined>;
  /** Who stands near, nearest first; nobody where the artist is not known. */
  related(id: string): Promise<ArtistSummary[] | undefined>;
  /** By artist, newest first. */
  newestAlbums(artistIds: readonly string[]): Promise<Map<string, AlbumSummary[]>>;
  /** By genre, newest first. */
  genreAlbums(genreIds: readonly string[]): Promise<Map<string, AlbumSummary[]>>;
  categories(): Promise<CategoriesDocument>;
  featured(): Promise<FeaturedPlaylist[]>;
  /** What a market's list holds from an offset on. */
  newReleases(market: string, paging: Paging): Promise<NewReleasesDocument>;
};

export function openDocuments(entrypoint: Pick<Fetcher, "fetch">): DocumentReader {
  const read = async <Document>(path: string): Promise<Document | undefined> => {
    const response = await entrypoint.fetch(`https://documents/${path}`);
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) throw new Error(`the documents entrypoint answered ${response.status}`);
    return response.json<Document>();
  };
  const readMany = async <Document>(kind: string, ids: readonly string[]): Promise<Map<string, Document>> => {
    if (ids.length === 0) return new Map();
    // Whoever asks for the same in another order finds the same document.
    const sorted = [...new Set(ids)].toSorted();
    return new Map(Object.entries((await read<Record<string, Document>>(`${kind}/${encodeURIComponent(sorted.join(","))}`)) ?? {}));
  };
  return {
    albums: (ids) => readMany("albums", ids),
    artists: (ids) => readMany("artists", ids),
    tracks: (ids) => readMany("tracks", ids),
    sameRecordings: (ids) => readMany("same-recordings", ids),
    artist: (id) => read(`artist/${id}`),
    related: async (id) => (await read<{ artists: ArtistSummary[] }>(`related/${id}`))?.artists,
    newestAlbums: (artistIds) => readMany("newest-albums", artistIds),
    genreAlbums: (genreIds) => readMany("genre-albums", genreIds),
    categories: async () => (await read<CategoriesDocument>("categories")) ?? { categories: [] },
    featured: async () => (await read<FeaturedPlaylist[]>("featured")) ?? [],
    async newReleases(market, { offset, limit }) {
      const first = offset - (offset % stretchLength);
      const starts = offset + limit > first + stretchLength ? [first, first + stretchLength] : [first];
      const found = await Promise.all(starts.map((start) => read<NewReleasesDocument>(`new-releases/${market}/${start}`)));
      const albums = found.flatMap((stretch) => stretch?.albums ?? []);
      return { albums: albums.slice(offset - first, offset - first + limit), total: found[0]?.total ?? 0 };
    },
  };
}
