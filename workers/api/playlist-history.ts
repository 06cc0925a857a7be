import { Hono } from "hono";
import type { AccessClaims } from "../../contracts/access-token.ts";
import { valueOf } from "../../contracts/playlist-object.ts";
import { getPlaylistHistory, getPlaylistVersion, restorePlaylist, undoPlaylistChange } from "../../contracts/web-api/playlist-history.ts";
import type { Operation } from "../../domain/playlist/schema.ts";
import type { ApiEnv } from "./env.ts";
import { operationIdOf } from "./idempotency.ts";
import { accountOf, requireModifyScopeOf, requireReadScopeOf } from "./playlist-access.ts";
import { playlistObject } from "./playlist-object.ts";
import { viewItems } from "./playlist-views.ts";
import { timeOf } from "./present.ts";
import { readProfiles, showOwner } from "./profiles.ts";
import { serve, type OperationRequest } from "./serve.ts";

export const playlistHistory = new Hono<ApiEnv>();

serve(playlistHistory, getPlaylistHistory, async ({ params, query, viewer, claims }) => {
  await requireReadScopeOf(claims, params.playlist_id);
  const { before, limit } = query;
  const asked = { limit, ...(before !== undefined && { before }) };
  const { versions, more } = valueOf(await playlistObject(params.playlist_id).history(accountOf(claims), asked));
  const profiles = await readProfiles(versions.map(({ by }) => by));
  const last = versions.at(-1);
  return {
    versions: versions.map(({ by, at, snapshot_id, revision, added, removed, moved, described, kind, total }) => ({
      snapshot_id,
      revision,
      at: timeOf(at),
      by: showOwner(viewer, by, profiles.get(by)),
      added,
      removed,
      moved,
      described,
      kind,
      total,
    })),
    next: more && last ? `${viewer.origin}/v1/playlists/${params.playlist_id}/history?before=${last.revision}&limit=${limit}` : null,
  };
});

serve(playlistHistory, getPlaylistVersion, async ({ params, query, viewer, claims }) => {
  await requireReadScopeOf(claims, params.playlist_id);
  const version = valueOf(await playlistObject(params.playlist_id).version(accountOf(claims), params.revision, query));
  return viewItems(viewer, version, `/v1/playlists/${params.playlist_id}/history/${params.revision}`, query);
});

serve(playlistHistory, restorePlaylist, ({ params, body, claims, context }) => {
  return edit({ params, claims, context }, { type: "restore", revision: body.revision });
});

serve(playlistHistory, undoPlaylistChange, ({ params, claims, context }) => edit({ params, claims, context }, { type: "undo" }));

type EditRequest = {
  params: { playlist_id: string };
  claims: AccessClaims;
  context: OperationRequest<typeof undoPlaylistChange>["context"];
};

async function edit({ params, claims, context }: EditRequest, operation: Operation): Promise<{ snapshot_id: string }> {
  await requireModifyScopeOf(claims, params.playlist_id);
  const account = accountOf(claims);
  const operationId = await operationIdOf(context, { account, playlist: params.playlist_id, operation });
  const { snapshot_id } = valueOf(await playlistObject(params.playlist_id).edit(account, operationId, operation));
  return { snapshot_id };
}
