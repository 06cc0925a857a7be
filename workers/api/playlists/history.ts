import { Hono } from "hono";
import type { AccessClaims } from "../../../contracts/access-token.ts";
import { valueOf, type PlaylistVersion } from "../../../contracts/playlist-object.ts";
import {
  getPlaylistHistory,
  getPlaylistVersion,
  restorePlaylist,
  undoPlaylistChange,
} from "../../../contracts/web-api/playlist-history.ts";
import type { Operation } from "../../../domain/playlist/schema.ts";
import type { ApiEnv } from "../http/env.ts";
import { operationIdOf } from "../../../frame/web-api/idempotency.ts";
import { accountOf, requireModifyScopeOf, requireReadScopeOf } from "./access.ts";
import { playlistObject } from "./object.ts";
import { viewItems } from "./views.ts";
import { timeOf } from "../present.ts";
import { readProfiles, showOwner } from "../library/profiles.ts";
import { serve, type OperationRequest } from "../http/serve.ts";

export const playlistHistory = new Hono<ApiEnv>();

serve(playlistHistory, getPlaylistHistory, async ({ params, query, viewer, claims }) => {
  await requireReadScopeOf(claims, params.playlist_id);
  const { versions, before } = await readHistory(params.playlist_id, accountOf(claims), query);
  const profiles = await readProfiles(versions.map(({ by }) => by));
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
    next: before === undefined ? null : `${viewer.origin}/v1/playlists/${params.playlist_id}/history?before=${before}&limit=${query.limit}`,
  };
});

/** How often one request asks for more, where hardly anything changed. */
const mostRounds = 10;

type HistoryPage = { versions: PlaylistVersion[]; before?: number };

/** Versions in which something changed; the log also has those in which nothing did. @returns `before`: where it is read on */
async function readHistory(
  id: string,
  account: string | null,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<HistoryPage> {
  const found: PlaylistVersion[] = [];
  let from = before;
  for (let round = 0; round < mostRounds && found.length < limit; round++) {
    const asked = { limit, ...(from !== undefined && { before: from }) };
    const { versions, more } = valueOf(await playlistObject(id).history(account, asked));
    found.push(...versions.filter(changesSomething));
    from = more ? versions.at(-1)?.revision : undefined;
    if (from === undefined) break;
  }
  const next = found.length > limit ? found[limit - 1]?.revision : from;
  return { versions: found.slice(0, limit), ...(next !== undefined && { before: next }) };
}

function changesSomething({ kind, added, removed, moved, described }: PlaylistVersion): boolean {
  return kind === "created" || added + removed + moved + described.length > 0;
}

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
  const operationId = await operationIdOf(context, account, params.playlist_id, operation);
  const { snapshot_id } = valueOf(await playlistObject(params.playlist_id).edit(account, operationId, operation));
  return { snapshot_id };
}
