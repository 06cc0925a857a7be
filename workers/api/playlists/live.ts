/** `GET /v1/playlists/{id}/live`: the door to a playlist's live connection (contracts/playlist.ts). */
import { Hono } from "hono";
import { ClientError, isErrorCode } from "../../../contracts/errors.ts";
import { liveUpgrade } from "../../../contracts/playlist.ts";
import { isId } from "../../../domain/ids.ts";
import { playlistScopes } from "../../../domain/playlist/scopes.ts";
import { hasAnyScope } from "../../../frame/policy.ts";
import type { ApiEnv } from "../http/env.ts";
import { accountOf, requireReadScope } from "./access.ts";
import { playlistObject } from "./object.ts";
import { readProfiles } from "../library/profiles.ts";
import { valueOf } from "../../../contracts/playlist-object.ts";

export const playlistLive = new Hono<ApiEnv>();

playlistLive.get("/v1/playlists/:playlist_id/live", async (context) => {
  const id = context.req.param("playlist_id");
  if (!isId(id)) throw new ClientError("invalid_id", { field: "playlist_id" });
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new ClientError("upgrade_required");
  }
  const claims = context.get("claims");
  const account = accountOf(claims);
  const playlist = playlistObject(id);
  requireReadScope(claims, valueOf(await playlist.head(account)));
  const name = account === null ? "" : ((await readProfiles([account])).get(account)?.display_name ?? "");
  const { url, headers } = liveUpgrade({
    id: account,
    name,
    session: claims.sid,
    scopes: playlistScopes.filter((scope) => hasAnyScope(claims, [scope])),
    expires_at: claims.exp * 1000,
  });
  const answer = await playlist.fetch(url, { headers });
  if (answer.webSocket) return new Response(null, { status: 101, webSocket: answer.webSocket });
  const code = await answer.text();
  throw new ClientError(isErrorCode(code) ? code : "overloaded");
});
