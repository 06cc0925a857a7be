import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { valueOf, type IndexEdit } from "../../../contracts/playlist-object.ts";
import type { Operation } from "../../../contracts/web-api/operation.ts";
import * as contract from "../../../contracts/web-api/playlists.ts";
import { parseUri, uriOf } from "../../../domain/ids.ts";
import type { ApiEnv } from "../http/env.ts";
import { operationIdOf } from "../../../frame/web-api/idempotency.ts";
import { readTracks } from "./known-tracks.ts";
import { accountOf, requireModifyScopeOf } from "./access.ts";
import { playlistObject } from "./object.ts";
import { filtered, viewItems } from "./views.ts";
import { trackOf } from "./present.ts";
import { readPlaylist } from "./read-playlist.ts";
import { serve, type OperationRequest } from "../http/serve.ts";

export const playlistItems = new Hono<ApiEnv>();

/** The Web API's own limit of one request. */
const mostUris = 100;

serve(playlistItems, contract.getPlaylistItems, (request) => read(request, "items"));
serve(playlistItems, contract.getPlaylistTracks, (request) => read(request, "tracks"));
serve(playlistItems, contract.addPlaylistItems, add);
serve(playlistItems, contract.addPlaylistTracks, add);
serve(playlistItems, contract.changePlaylistItems, change);
serve(playlistItems, contract.changePlaylistTracks, change);
serve(playlistItems, contract.removePlaylistItems, remove);
serve(playlistItems, contract.removePlaylistTracks, remove);

/** What both generations of an operation have, whatever their paths. */
type Request<Declared extends Operation> = { [Part in keyof OperationRequest<Declared>]: OperationRequest<Declared>[Part] };

type ReadRequest = Request<typeof contract.getPlaylistItems>;

async function read({ params, query, viewer, claims, context }: ReadRequest, generation: "items" | "tracks") {
  const { fields, ...shape } = query;
  const page = await readPlaylist(claims, params.playlist_id, query, viewer.now);
  const path = `/v1/playlists/${params.playlist_id}/${generation}`;
  return filtered(await viewItems(viewer, page, path, { ...shape, fields: context.req.query("fields") }), fields);
}

async function add({ params, query, body, viewer, claims, context }: Request<typeof contract.addPlaylistItems>) {
  const uris = urisOf(query.uris, body.uris);
  if (uris === undefined || uris.length === 0) throw malformed("uris", "What is to be added has to be named.");
  const position = query.position ?? body.position;
  await requireModifyScopeOf(claims, params.playlist_id);
  return edit({ params, viewer, claims, context }, { type: "add", uris, ...(position !== undefined && { position }) });
}

async function change({ params, query, body, viewer, claims, context }: Request<typeof contract.changePlaylistItems>) {
  const uris = urisOf(query.uris, body.uris);
  const { range_start, insert_before, range_length, snapshot_id } = body;
  await requireModifyScopeOf(claims, params.playlist_id);
  if (uris) return edit({ params, viewer, claims, context }, { type: "replace", uris });
  if (range_start === undefined) throw malformed("range_start", "Either uris or a range to be moved has to be named.");
  if (insert_before === undefined) throw malformed("insert_before", "Where the range is to be moved has to be named.");
  const reorder = { type: "reorder" as const, range_start, insert_before, range_length, ...(snapshot_id !== undefined && { snapshot_id }) };
  return edit({ params, viewer, claims, context }, reorder);
}

async function remove({ params, body, viewer, claims, context }: Request<typeof contract.removePlaylistItems>) {
  const named = body.items ?? body.tracks;
  const field = body.items ? "items" : "tracks";
  const items = named?.map(({ uri, positions }, index) => ({
    uri: readUri(uri, `${field}.${index}.uri`),
    ...(positions && { positions }),
  }));
  if (!items && !body.positions) throw malformed("items", "What is to be removed has to be named.");
  await requireModifyScopeOf(claims, params.playlist_id);
  return edit(
    { params, viewer, claims, context },
    {
      type: "remove",
      items: [...(items ?? []), ...(body.positions ? [{ positions: body.positions }] : [])],
      ...(body.snapshot_id !== undefined && { snapshot_id: body.snapshot_id }),
    },
  );
}

type EditRequest = Pick<OperationRequest<typeof contract.addPlaylistItems>, "params" | "viewer" | "claims" | "context">;

async function edit({ params, viewer, claims, context }: EditRequest, indexEdit: IndexEdit): Promise<{ snapshot_id: string }> {
  const playlist = playlistObject(params.playlist_id);
  const account = accountOf(claims);
  if (indexEdit.type === "add" || indexEdit.type === "replace") {
    // Before it is said which tracks there are: whoever may not see the playlist is told nothing else.
    if ((await playlist.access(account)) === undefined) throw new ClientError("not_found");
    await requireKnown(indexEdit.uris, viewer.now);
  }
  const operationId = await operationIdOf(context, account, params.playlist_id, indexEdit);
  const answer = await playlist.editByIndex(account, operationId, indexEdit);
  // What the object calls items, such a client sent as URIs.
  if (!answer.ok && answer.error.field === "items" && "uris" in indexEdit) answer.error.field = "uris";
  const { snapshot_id } = valueOf(answer);
  return { snapshot_id };
}

/** @throws ClientError `invalid_request` */
async function requireKnown(uris: readonly string[], now: number): Promise<void> {
  const tracks = await readTracks(uris.map(trackOf), now);
  const unknown = uris.findIndex((uri) => !tracks.has(trackOf(uri)));
  if (unknown >= 0) throw malformed(`uris.${unknown}`, `There is no track ${uris[unknown]}.`);
}

/** Wherever the client's generation of the Web API puts them. */
function urisOf(inQuery: string | undefined, inBody: readonly string[] | undefined): string[] | undefined {
  const uris = inBody ?? inQuery?.split(",").map((uri) => uri.trim());
  if (uris && uris.length > mostUris) throw malformed("uris", `At most ${mostUris} at once.`);
  return uris?.map((uri, index) => readUri(uri, inBody ? `uris.${index}` : "uris"));
}

/** @throws ClientError `invalid_request` */
function readUri(text: string, field: string): string {
  const uri = parseUri(text);
  if (uri?.type !== "track") throw malformed(field, `The URI of a track is expected, not ${JSON.stringify(text)}.`);
  return uriOf("track", uri.id);
}

function malformed(field: string, message: string): ClientError {
  return new ClientError("invalid_request", { field, message });
}
