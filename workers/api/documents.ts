/** Market-neutral documents of the catalogue, behind the PoP's cache where there is one. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { AlbumDocument, ArtistDocument, ArtistSummary, NewReleasesDocument, TrackDocument } from "../../contracts/documents.ts";
import { readAlbumDocuments, readArtistSummaries, readTrackDocuments } from "../../d1/catalog/batch.ts";
import { readArtist, readNewReleases } from "../../d1/catalog/read.ts";
import { openDatabases, type SlicedDatabases } from "../../d1/databases.ts";
import { isId } from "../../domain/ids.ts";
import { purgeTags } from "../../frame/purge-tags.ts";

/** Seconds that a document may live. */
const documentLifetime = 30;

/** `complete`: nothing of what was asked for is absent. */
type Loaded = { document: unknown; tags: string[]; complete: boolean } | undefined;

/** `fetch("https://documents/<kind>/<ids>")` answers a document or 404; the platform's cache stands in front of it. */
export class CatalogDocuments extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const [, kind = "", ids = ""] = new URL(request.url).pathname.split("/");
    const loaded = await load(openDatabases(this.env, this.env.CATALOG_SLICES), kind, ids.split(",").filter(isId));
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

async function load(databases: SlicedDatabases, kind: string, ids: readonly string[]): Promise<Loaded> {
  const [id = ""] = ids;
  switch (kind) {
    case "albums":
      return listed(ids, await readAlbumDocuments(databases, ids), (album) => `album:${album.id}`);
    case "artists":
      return listed(ids, await readArtistSummaries(databases, ids), (artist) => `artist:${artist.id}`);
    case "tracks":
      return listed(ids, await readTrackDocuments(databases, ids), ({ album }) => `album:${album.id}`);
    case "artist": {
      const document = databases.group([id]).length > 0 ? await readArtist(databases, id) : undefined;
      return document && { document, tags: [`artist:${id}`], complete: true };
    }
    case "new-releases": {
      const document: NewReleasesDocument = { albums: await readNewReleases(databases, Date.now()) };
      return { document, tags: ["new-releases"], complete: true };
    }
    default:
      return undefined;
  }
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
  /** With their albums; undefined where there is none. */
  artist(id: string): Promise<ArtistDocument | undefined>;
  newReleases(): Promise<NewReleasesDocument>;
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
    return new Map(Object.entries((await read<Record<string, Document>>(`${kind}/${sorted.join(",")}`)) ?? {}));
  };
  return {
    albums: (ids) => readMany("albums", ids),
    artists: (ids) => readMany("artists", ids),
    tracks: (ids) => readMany("tracks", ids),
    artist: (id) => read(`artist/${id}`),
    newReleases: async () => (await read<NewReleasesDocument>("new-releases")) ?? { albums: [] },
  };
}
