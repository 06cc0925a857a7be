/** Who may edit or see a playlist, and the links that let others in: Nearfield's own. */
import { z } from "zod";
import { idSchema } from "../../domain/catalogue.ts";
import { defineOperation, openToGuests, withScopes } from "./operation.ts";
import { mayModify, playlistId } from "./playlists.ts";
import { ownerSchema } from "./users.ts";

const memberSchema = z.object({
  user: ownerSchema,
  role: z.enum(["owner", "editor", "viewer"]),
  since: z.iso.datetime(),
});

export const getPlaylistMembers = defineOperation({
  id: "getPlaylistMembers",
  method: "get",
  path: "/v1/playlists/{playlist_id}/members",
  tag: "Playlists",
  summary: "Who may edit or see a playlist: its owner and whom they invited. For the owner and the members.",
  access: withScopes("playlist-read-collaborative"),
  params: z.object(playlistId),
  answer: z.object({ members: z.array(memberSchema) }),
});

export const removePlaylistMember = defineOperation({
  id: "removePlaylistMember",
  method: "delete",
  path: "/v1/playlists/{playlist_id}/members/{user_id}",
  tag: "Playlists",
  summary: "Ends a membership: the owner anybody's, a member their own.",
  access: mayModify,
  params: z.object({ ...playlistId, user_id: idSchema }),
});

const invitationSchema = z.object({
  id: z.string(),
  role: z.enum(["editor", "viewer"]),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  uses: z.int().min(0),
});
export type PlaylistInvitation = z.infer<typeof invitationSchema>;

export const getPlaylistInvitations = defineOperation({
  id: "getPlaylistInvitations",
  method: "get",
  path: "/v1/playlists/{playlist_id}/invitations",
  tag: "Playlists",
  summary: "Links that let others in, as long as they are good. For the owner.",
  access: mayModify,
  params: z.object(playlistId),
  answer: z.object({ invitations: z.array(invitationSchema) }),
});

export const createPlaylistInvitation = defineOperation({
  id: "createPlaylistInvitation",
  method: "post",
  path: "/v1/playlists/{playlist_id}/invitations",
  tag: "Playlists",
  summary: "Makes a link that lets others in. The link is told once: whoever asks again, with whatever key, gets another one.",
  access: mayModify,
  params: z.object(playlistId),
  body: z.object({ role: z.enum(["editor", "viewer"]).default("editor"), days: z.int().min(1).max(365).default(7) }),
  status: 201,
  answer: invitationSchema.extend({ url: z.url() }),
});

export const endPlaylistInvitation = defineOperation({
  id: "endPlaylistInvitation",
  method: "delete",
  path: "/v1/playlists/{playlist_id}/invitations/{invitation_id}",
  tag: "Playlists",
  summary: "Ends a link; whoever came in by it stays.",
  access: mayModify,
  params: z.object({ ...playlistId, invitation_id: z.string().max(64) }),
});

export const viewPlaylistInvitation = defineOperation({
  id: "viewPlaylistInvitation",
  method: "post",
  path: "/v1/playlists/{playlist_id}/invitations/view",
  tag: "Playlists",
  summary: "What a link lets its holder into, before they come in. 404 when the link is not good any more.",
  access: openToGuests,
  params: z.object(playlistId),
  body: z.object({ invitation: z.string().min(1).max(200) }),
  answer: z.object({ name: z.string(), owner: ownerSchema, role: z.enum(["editor", "viewer"]), total: z.int().min(0) }),
});

export const acceptPlaylistInvitation = defineOperation({
  id: "acceptPlaylistInvitation",
  method: "post",
  path: "/v1/playlists/{playlist_id}/members",
  tag: "Playlists",
  summary: "Comes in by a link.",
  access: mayModify,
  params: z.object(playlistId),
  body: z.object({ invitation: z.string().min(1).max(200) }),
  answer: z.object({ role: z.enum(["owner", "editor", "viewer"]) }),
});
