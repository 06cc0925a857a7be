import { env } from "cloudflare:workers";
import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import { valueOf, type Invitation } from "../../../contracts/playlist-object.ts";
import * as contract from "../../../contracts/web-api/playlist-members.ts";
import type { ApiEnv } from "../http/env.ts";
import { libraryOf } from "../library/keeping.ts";
import { accountOf, requireAccount, requireModifyScopeOf, requireReadScopeOf, requireScopeToJoin } from "./access.ts";
import { playlistObject } from "./object.ts";
import { timeOf } from "../present.ts";
import { readProfiles, showOwner } from "../library/profiles.ts";
import { serve } from "../http/serve.ts";

export const playlistMembers = new Hono<ApiEnv>();

const dayMs = 86_400_000;

serve(playlistMembers, contract.getPlaylistMembers, async ({ params, viewer, claims }) => {
  await requireReadScopeOf(claims, params.playlist_id);
  const members = valueOf(await playlistObject(params.playlist_id).members(accountOf(claims)));
  const profiles = await readProfiles(members.map(({ account_id }) => account_id));
  return {
    members: members.map(({ account_id, role, since }) => ({
      user: showOwner(viewer, account_id, profiles.get(account_id)),
      role,
      since: timeOf(since),
    })),
  };
});

serve(playlistMembers, contract.removePlaylistMember, async ({ params, claims }) => {
  await requireModifyScopeOf(claims, params.playlist_id);
  valueOf(await playlistObject(params.playlist_id).removeMember(accountOf(claims), params.user_id));
});

serve(playlistMembers, contract.acceptPlaylistInvitation, async ({ params, body, viewer, claims }) => {
  const account = requireAccount(claims);
  await requireScopeToJoin(claims, params.playlist_id, body.invitation);
  const { role, version } = valueOf(await playlistObject(params.playlist_id).join(account, body.invitation));
  if (role === "reader") throw new ClientError("not_found");
  if (role !== "owner") await libraryOf(env, account).notePlaylist(params.playlist_id, "member", viewer.now, version);
  return { role };
});

serve(playlistMembers, contract.viewPlaylistInvitation, async ({ params, body, viewer }) => {
  const { name, owner, role, total } = valueOf(await playlistObject(params.playlist_id).offer(body.invitation));
  const profiles = await readProfiles([owner]);
  return { name, owner: showOwner(viewer, owner, profiles.get(owner)), role, total };
});

serve(playlistMembers, contract.getPlaylistInvitations, async ({ params, claims }) => {
  await requireModifyScopeOf(claims, params.playlist_id);
  const invitations = valueOf(await playlistObject(params.playlist_id).invitations(accountOf(claims)));
  return { invitations: invitations.map(showInvitation) };
});

serve(playlistMembers, contract.createPlaylistInvitation, async ({ params, body, viewer, claims }) => {
  await requireModifyScopeOf(claims, params.playlist_id);
  const asked = { role: body.role, lifetime: body.days * dayMs };
  const { secret, ...invitation } = valueOf(await playlistObject(params.playlist_id).invite(accountOf(claims), asked));
  // Behind the hash: no server and no other site is told a link's secret by following it.
  return { ...showInvitation(invitation), url: `${viewer.origin}/playlist/${params.playlist_id}#invitation=${secret}` };
});

serve(playlistMembers, contract.endPlaylistInvitation, async ({ params, claims }) => {
  await requireModifyScopeOf(claims, params.playlist_id);
  valueOf(await playlistObject(params.playlist_id).endInvitation(accountOf(claims), params.invitation_id));
});

function showInvitation({ id, role, created_at, expires_at, uses }: Invitation): contract.PlaylistInvitation {
  return { id, role, created_at: timeOf(created_at), expires_at: timeOf(expires_at), uses };
}
