/** The catalogue's routes as the api Worker has them, for one listener, on databases that count, behind a cache that keeps. */
import { WorkerEntrypoint } from "cloudflare:workers";
import { createMiddleware } from "hono/factory";
import { createApp } from "../../../frame/app.ts";
import type { AccessClaims } from "../../../contracts/access-token.ts";
import type { KeptKind } from "../../../contracts/library.ts";
import { albums } from "../catalogue/albums.ts";
import { artists } from "../catalogue/artists.ts";
import { browse } from "../catalogue/browse.ts";
import { CatalogDocuments as Uncached } from "../catalogue/documents.ts";
import { Content as Uncounted } from "../content/content.ts";
import type { ApiEnv } from "../http/env.ts";
import { answerDocument } from "../playlists/public-playlists.ts";
import type { Answer, PlaylistDocument } from "../../../contracts/playlist-object.ts";
import { following } from "../library/following.ts";
import { library } from "../library/library.ts";
import { policies } from "../policies.ts";
import { recommendations } from "../catalogue/recommendations.ts";
import { shows } from "../catalogue/shows.ts";
import { tracks } from "../catalogue/tracks.ts";
import { countDatabases } from "./counted-databases.ts";

const cache = new Map<string, string>();

/** As if half a minute had gone by. */
export function emptyCache(): void {
  cache.clear();
}

/** Ids by kind, which the listener keeps: what the object that holds them costs, its own tests say. */
export const kept = new Map<KeptKind, string[]>();

const listener = {
  list: (kind: KeptKind, { offset, limit }: { offset: number; limit: number }) => page(kind, offset, limit),
  listById: (kind: KeptKind, _after: string | undefined, limit: number) => page(kind, 0, limit),
  contains: (kind: KeptKind, ids: string[]) => ids.map((id) => kept.get(kind)?.includes(id) ?? false),
  keep: () => "kept" as const,
  drop: () => undefined,
};

function page(kind: KeptKind, offset: number, limit: number) {
  const ids = kept.get(kind) ?? [];
  return { total: ids.length, items: ids.slice(offset, offset + limit).map((id) => ({ id, added_at: 0 })) };
}

/** Stands in for the platform's cache: what may be kept is kept until it is emptied. */
export class CatalogDocuments extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    const kept = cache.get(request.url);
    if (kept !== undefined) return new Response(kept);
    const response = await new Uncached(this.ctx, countDatabases(this.env)).fetch(request);
    if (response.headers.get("cache-control") === "no-store") return response;
    const body = await response.text();
    cache.set(request.url, body);
    return new Response(body, response);
  }
}

/** Items of public playlists, by id: what the objects that hold them cost, their own tests say. */
export const publicPlaylists = new Map<string, string[]>();

export class PlaylistDocuments extends WorkerEntrypoint<Env> {
  override async fetch(request: Request): Promise<Response> {
    return answerDocument(new URL(request.url).pathname, (id) => ({ document: async (page) => documentOf(id, page) }));
  }
}

function documentOf(id: string, { offset, limit }: { offset: number; limit: number }): Answer<PlaylistDocument> {
  const uris = publicPlaylists.get(id);
  if (!uris) return { ok: false, error: { code: "not_found", message: "" } };
  const items = uris.map((uri, index) => ({ uid: String(index), uri, added_at: 0, added_by: id }));
  const described = { name: "Public", description: "", public: true, collaborative: false, image: null };
  const head = { ...described, id, owner: id, revision: 1, snapshot_id: "1", total: items.length, created_at: 0, updated_at: 0 };
  return { ok: true, value: { head, items: items.slice(offset, offset + limit), people: [] } };
}

/** As other Workers ask it. */
export class Content extends Uncounted {
  constructor(context: ExecutionContext, env: Env) {
    super(context, { ...env, LISTENERS: { getByName: () => listener } } as never);
  }
}

const claims: AccessClaims = {
  iss: "https://music.example",
  aud: "https://music.example",
  sub: "guest:1",
  sid: "1",
  client_id: "player",
  exp: 0,
  iat: 0,
  jti: "1",
  scope: "streaming user-read-playback-position user-library-read user-library-modify user-follow-read user-follow-modify",
  plan: "premium",
  market: "DE",
  explicit: "allowed",
  roles: ["listener"],
};

const app = createApp<Env, ApiEnv["Variables"]>({ worker: "api", policies });
app.use(
  createMiddleware<ApiEnv>(async (context, next) => {
    context.set("claims", claims);
    await next();
  }),
);
for (const resource of [albums, artists, browse, following, library, recommendations, shows, tracks]) app.route("/", resource);

export default {
  fetch(request, env, context) {
    return app.fetch(request, { ...countDatabases(env), LISTENERS: { getByName: () => listener } }, context);
  },
} satisfies ExportedHandler<Env>;
