/** Market-neutral documents of the catalogue, behind the PoP's cache where there is one. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { AlbumDocument, ArtistDocument, NewReleasesDocument } from "../../contracts/documents.ts";
import { readAlbum, readAlbumIdOfTrack, readArtist, readNewReleases } from "../../d1/catalog/read.ts";
import { openDatabases } from "../../d1/databases.ts";
import { isId } from "../../domain/ids.ts";
import { purgeTags } from "../../frame/purge-tags.ts";

/** Seconds that a document may live. */
const documentLifetime = 30;

type Loaded = { document: unknown; tags: string[] } | undefined;

/** `fetch("https://documents/<kind>/<id>")` answers a document or 404; the platform's cache stands in front of it. */
export class CatalogDocuments extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const [, kind = "", id = ""] = new URL(request.url).pathname.split("/");
    const loaded = await this.#load(kind, id);
    // What is not there may be there in a moment: an absence is not cached.
    if (!loaded) return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
    return Response.json(loaded.document, {
      headers: { "cache-control": `public, max-age=${documentLifetime}`, "cache-tag": loaded.tags.join(",") },
    });
  }

  /** Forgets documents by tag: `album:<id>`, `artist:<id>`, `new-releases`. */
  async invalidate(tags: string[]): Promise<void> {
    await purgeTags(
      this.ctx.cache,
      tags.filter((tag) => !tag.startsWith("recording:")),
    );
  }

  async #load(kind: string, id: string): Promise<Loaded> {
    const databases = openDatabases(this.env, this.env.CATALOG_SLICES);
    if (kind === "new-releases") {
      const document: NewReleasesDocument = { albums: await readNewReleases(databases, Date.now()) };
      return { document, tags: ["new-releases"] };
    }
    if (!isId(id)) return undefined;
    if (kind === "album") return tagged(await readAlbum(databases, id), `album:${id}`);
    if (kind === "artist") return tagged(await readArtist(databases, id), `artist:${id}`);
    if (kind !== "album-of-track") return undefined;
    const albumId = await readAlbumIdOfTrack(databases, id);
    return albumId === undefined ? undefined : { document: { album_id: albumId }, tags: [`album:${albumId}`] };
  }
}

function tagged(document: AlbumDocument | ArtistDocument | undefined, tag: string): Loaded {
  return document && { document, tags: [tag] };
}

/** Reads documents through the cached entrypoint; undefined where there is none. */
export type DocumentReader = {
  album(id: string): Promise<AlbumDocument | undefined>;
  artist(id: string): Promise<ArtistDocument | undefined>;
  albumIdOfTrack(id: string): Promise<string | undefined>;
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
  return {
    album: (id) => read(`album/${id}`),
    artist: (id) => read(`artist/${id}`),
    albumIdOfTrack: async (id) => (await read<{ album_id: string }>(`album-of-track/${id}`))?.album_id,
    newReleases: async () => (await read<NewReleasesDocument>("new-releases")) ?? { albums: [] },
  };
}
