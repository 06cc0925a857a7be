/**
 * Public playlists as a PoP keeps them for a moment: however many read one, its object hardly notices, and its edits are seen within
 * five seconds. Whoever belongs to a playlist reads it from the object itself, and so sees what they did at once.
 */
import { valueOf, type Answer, type PlaylistDocument } from "../../../contracts/playlist-object.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { createMemory } from "../../../frame/memory.ts";

/** Items of one document. */
export const itemsADocument = 100;

/** Seconds that a PoP's cache keeps the head with the first items, and a page further down. */
const headLifetime = 1;
const pageLifetime = 30;
/** Of a page that is newer than what was asked for. */
const newerPageLifetime = 3;

type DocumentSource = { document(page: { offset: number; limit: number }): Promise<Answer<PlaylistDocument>> };

/** Answers what stands behind the cache: `/first/<id>` and `/page/<id>/<revision>/<number>`. */
export async function answerDocument(path: string, source: (id: string) => DocumentSource): Promise<Response> {
  const [, kind, id = "", revision, number = "0"] = path.split("/");
  const offset = kind === "page" ? Number(number) * itemsADocument : 0;
  const answer = await source(id).document({ offset, limit: itemsADocument });
  // What is not public may be so in a moment, and must not be kept from those who may read it now.
  if (!answer.ok && answer.error.code === "not_found") return new Response(null, { status: 404, headers: { "cache-control": "no-store" } });
  const document = valueOf(answer);
  const isAsAsked = document.head.revision === Number(revision);
  const lifetime = kind === "first" ? headLifetime : isAsAsked ? pageLifetime : newerPageLifetime;
  return Response.json(document, { headers: { "cache-control": `public, max-age=${lifetime}` } });
}

export type PublicPlaylists = {
  /** The head and the first items; undefined unless everybody may read them. @param now milliseconds since 1970 */
  first(id: string, now: number): Promise<PlaylistDocument | undefined>;
  /** Items further down, as they were at that revision or are by now. */
  page(id: string, revision: number, number: number, now: number): Promise<PlaylistDocument | undefined>;
};

/** @param entrypoint with the PoP's cache before it, where there is one */
export function createPublicPlaylists(entrypoint: Pick<Fetcher, "fetch">): PublicPlaylists {
  const firsts = createMemory<PlaylistDocument>({ freshFor: 1000, staleFor: 2500, held: 300 });
  const pages = createMemory<PlaylistDocument>({ freshFor: 2000, staleFor: 10_000, held: 300 });
  const load = async (path: string): Promise<PlaylistDocument | undefined> => {
    const response = await entrypoint.fetch(`https://playlists.internal/${path}`);
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) throw new ClientError("overloaded");
    return response.json<PlaylistDocument>();
  };
  return {
    first: (id, now) => firsts.read(id, now, () => load(`first/${id}`)),
    page(id, revision, number, now) {
      const path = `page/${id}/${revision}/${number}`;
      return pages.read(path, now, () => load(path));
    },
  };
}
