import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { valueOf } from "../../../contracts/playlist-object.ts";
import {
  changePlaylist,
  createPlaylist,
  createPlaylistForUser,
  duplicatePlaylist,
  getPlaylist,
  type Playlist,
} from "../../../contracts/web-api/playlists.ts";
import { ClientError } from "../../../contracts/errors.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { ownsAsMany } from "../../../d1/library/playlists.ts";
import { playlistLimits } from "../../../domain/playlist/limits.ts";
import type { PlaylistDetails } from "../../../domain/playlist/schema.ts";
import type { ApiEnv } from "../http/env.ts";
import { libraryOf } from "../library/keeping.ts";
import { newIdFor, operationIdOf } from "../../../frame/web-api/idempotency.ts";
import { accountOf, requireAccount, requireModifyScope, requireModifyScopeOf, requireReadScope } from "./access.ts";
import { playlistObject, type PlaylistStub } from "./object.ts";
import { filtered, viewPlaylist } from "./views.ts";
import { readPlaylist } from "./read-playlist.ts";
import { serve, type OperationRequest } from "../http/serve.ts";

export const playlists = new Hono<ApiEnv>();

const firstPage = { offset: 0, limit: 100 };

serve(playlists, getPlaylist, async ({ params, query, viewer, claims }) => {
  const { fields, ...shape } = query;
  const read = await readPlaylist(claims, params.playlist_id, firstPage, viewer.now);
  return filtered(await viewPlaylist(viewer, read, { fields, query: shape }), fields);
});

serve(playlists, changePlaylist, async ({ params, body, claims, context }) => {
  await requireModifyScopeOf(claims, params.playlist_id);
  if (body.public !== undefined) requireModifyScope(claims, body.public);
  const playlist = playlistObject(params.playlist_id);
  const { description, ...given } = body;
  const operation = {
    type: "describe" as const,
    ...withoutAbsent(given),
    ...(description !== undefined && { description: description ?? "" }),
  };
  const account = accountOf(claims);
  const operationId = await operationIdOf(context, account, params.playlist_id, operation);
  valueOf(await playlist.edit(account, operationId, operation));
});

/** Members that are undefined, as zod leaves them where they were not sent. */
function withoutAbsent<Given extends object>(given: Given): { [Name in keyof Given]?: Exclude<Given[Name], undefined> } {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the type says what the filter does
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

serve(playlists, createPlaylist, create);

serve(playlists, createPlaylistForUser, async (request) => {
  if (request.params.user_id !== requireAccount(request.claims)) throw new ClientError("forbidden");
  return create(request);
});

type CreateRequest = Pick<OperationRequest<typeof createPlaylist>, "body" | "claims" | "context" | "viewer">;

async function create({ body, claims, context, viewer }: CreateRequest): Promise<Playlist> {
  requireModifyScope(claims, body.public);
  const { name, description, public: isPublic, collaborative } = body;
  if (isPublic && collaborative) {
    throw new ClientError("invalid_request", { message: "A public playlist can't be collaborative.", field: "collaborative" });
  }
  const details = { name, description: description ?? "", public: isPublic, collaborative, image: null };
  return make({ claims, context, viewer }, { create: body }, details, []);
}

serve(playlists, duplicatePlaylist, async ({ params, body, claims, context, viewer }) => {
  requireModifyScope(claims, body.public);
  const original = playlistObject(params.playlist_id);
  const { head, items } = valueOf(await original.items(accountOf(claims), { offset: 0, limit: playlistLimits.items }));
  requireReadScope(claims, head);
  const details = {
    name: body.name ?? head.name,
    description: head.description,
    public: body.public,
    collaborative: false,
    // A picture belongs to the playlist that it was given to.
    image: null,
  };
  const uris = items.map(({ uri }) => uri);
  return make({ claims, context, viewer }, { duplicate: head.id, ...body }, details, uris);
});

/** @param wish with an Idempotency-Key, tells one thing that was asked for from another */
async function make(
  { claims, context, viewer }: Pick<CreateRequest, "claims" | "context" | "viewer">,
  wish: object,
  details: PlaylistDetails,
  uris: string[],
): Promise<Playlist> {
  const owner = requireAccount(claims);
  const id = await newIdFor(context, owner, wish);
  const playlist = playlistObject(id);
  await requireRoom(owner, playlist);
  const { version, ...head } = valueOf(await playlist.create({ id, owner, details, uris }));
  // The object tells the library by itself; whoever looks right away finds it there already.
  await libraryOf(env, owner).notePlaylist(id, "owner", viewer.now, version);
  const read = head.total > 0 ? valueOf(await playlist.items(owner, firstPage)) : { head, items: [] };
  context.header("location", `${viewer.origin}/v1/playlists/${id}`);
  return viewPlaylist(viewer, read);
}

/** What was made already may be asked for again. @throws ClientError `unprocessable` */
async function requireRoom(owner: string, playlist: PlaylistStub): Promise<void> {
  if (!(await ownsAsMany(openDatabases(env, env.LIBRARY_SLICES), owner, playlistLimits.owned))) return;
  if ((await playlist.access(owner)) === "owner") return;
  throw new ClientError("unprocessable", { message: `An account has at most ${playlistLimits.owned} playlists, and this one has them.` });
}
