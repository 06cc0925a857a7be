/** Playlists by the Web API's paths (contracts/web-api/playlist*.ts), one function an operation; each throws RequestError. */
import type * as history from "../../../contracts/web-api/playlist-history.ts";
import type * as sharing from "../../../contracts/web-api/playlist-members.ts";
import type * as contract from "../../../contracts/web-api/playlists.ts";
import type { Page } from "../../../contracts/web-api/common.ts";
import { getJson, send } from "./client.ts";

type InputOf<Operation> = Operation extends { body: { _zod: { input: infer Value } } } ? Value : never;
type AnswerOf<Operation> = Operation extends { answer: { _zod: { output: infer Value } } } ? Value : never;

type Playlist = contract.Playlist;
type Members = AnswerOf<typeof sharing.getPlaylistMembers>;
export type PlaylistMember = Members["members"][number];
export type InvitationOffer = AnswerOf<typeof sharing.viewPlaylistInvitation>;
type NewInvitation = AnswerOf<typeof sharing.createPlaylistInvitation>;
type HistoryPage = AnswerOf<typeof history.getPlaylistHistory>;
type Snapshot = { snapshot_id: string };

const path = (id: string, rest = "") => `/v1/playlists/${encodeURIComponent(id)}${rest}`;
const segment = encodeURIComponent;

/** Names a request, so that it is done once however often it is sent. */
function newKey(): string {
  return crypto.randomUUID();
}

/** The Web API's largest pages. */
export const itemsPageSize = 100;
const ownPageSize = 50;

export const playlistsApi = {
  get: (id: string) => getJson<Playlist>(path(id)),
  items: (id: string, offset: number) => getJson<Page<contract.PlaylistItem>>(path(id, `/items?limit=${itemsPageSize}&offset=${offset}`)),
  /** Those that the listener owns, edits or follows. */
  own: (offset: number) => getJson<Page<contract.SimplifiedPlaylist>>(`/v1/me/playlists?limit=${ownPageSize}&offset=${offset}`),
  /** @param idempotencyKey the same for each try */
  create: (body: InputOf<typeof contract.createPlaylist>, idempotencyKey = newKey()) =>
    send<Playlist>("/v1/me/playlists", { method: "POST", body, idempotencyKey }),
  change: (id: string, body: InputOf<typeof contract.changePlaylist>) => send(path(id), { method: "PUT", body }),
  /** At the end; at most a hundred. @param idempotencyKey the same for each try */
  addItems: (id: string, uris: readonly string[], idempotencyKey = newKey()) =>
    send<Snapshot>(path(id, "/items"), { method: "POST", body: { uris }, idempotencyKey }),
  duplicate: (id: string, body: InputOf<typeof contract.duplicatePlaylist>) =>
    send<Playlist>(path(id, "/duplicate"), { method: "POST", body, idempotencyKey: newKey() }),
  /** @param jpeg in base64 */
  putImage: (id: string, jpeg: string) => send(path(id, "/images"), { method: "PUT", body: jpeg }),

  follow: (id: string) => send(path(id, "/followers"), { method: "PUT", body: {} }),
  /** Of one's own it leaves the library, and comes back by following it. */
  unfollow: (id: string) => send(path(id, "/followers"), { method: "DELETE" }),
  follows: async (id: string) => (await getJson<boolean[]>(path(id, "/followers/contains")))[0] === true,

  members: async (id: string) => (await getJson<Members>(path(id, "/members"))).members,
  removeMember: (id: string, user: string) => send(path(id, `/members/${segment(user)}`), { method: "DELETE" }),
  invitations: async (id: string) => (await getJson<AnswerOf<typeof sharing.getPlaylistInvitations>>(path(id, "/invitations"))).invitations,
  invite: (id: string, body: InputOf<typeof sharing.createPlaylistInvitation>) =>
    send<NewInvitation>(path(id, "/invitations"), { method: "POST", body }),
  endInvitation: (id: string, invitation: string) => send(path(id, `/invitations/${segment(invitation)}`), { method: "DELETE" }),
  viewInvitation: (id: string, invitation: string) =>
    send<InvitationOffer>(path(id, "/invitations/view"), { method: "POST", body: { invitation } }),
  join: (id: string, invitation: string) =>
    send<AnswerOf<typeof sharing.acceptPlaylistInvitation>>(path(id, "/members"), { method: "POST", body: { invitation } }),

  /** Newest first. @param before only versions below that revision */
  history: (id: string, before?: number) =>
    getJson<HistoryPage>(path(id, `/history?limit=50${before === undefined ? "" : `&before=${before}`}`)),
  version: (id: string, revision: number, offset: number) =>
    getJson<Page<contract.PlaylistItem>>(path(id, `/history/${revision}?limit=${itemsPageSize}&offset=${offset}`)),
};

/** Where the live connection of a playlist is (contracts/playlist.ts). */
export function liveAddress(id: string): string {
  const url = new URL(path(id, "/live"), location.origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
