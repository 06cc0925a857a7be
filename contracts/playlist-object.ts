/**
 * What Workers ask of a playlist's object (`durable-objects/playlist`, one a playlist, named by its id) by RPC. `viewer` is the id of
 * the account that asks, null for whoever has none. What the viewer may not read answers `not_found` in every method, as does an
 * id that nobody has made; what they may read but not do answers `forbidden`.
 */
import { z } from "zod";
import { itemUriSchema, memberRoleSchema, playlistDetailsSchema } from "../domain/playlist/schema.ts";
import type { MemberRole, Operation, PlaylistDetails, PlaylistItem, PlaylistRole } from "../domain/playlist/schema.ts";
import type { ChangeSummary } from "../domain/playlist/history.ts";
import { playlistLimits } from "../domain/playlist/limits.ts";
import type { Answer } from "./object-answer.ts";
import type { Eventually } from "./rpc.ts";

export { valueOf, type Answer } from "./object-answer.ts";

export type Viewer = string | null;

export const createPlaylistSchema = z.object({
  /** The playlist's own id, in its owner's slice. */
  id: z.string(),
  owner: z.string(),
  details: playlistDetailsSchema,
  /** What it begins with, as a copy does: in order, added by the owner now. */
  uris: z.array(itemUriSchema).max(playlistLimits.items).default([]),
});
export type CreatePlaylist = z.input<typeof createPlaylistSchema>;

const position = z.int().min(0);
const snapshotId = z.string().max(200).optional();

/**
 * Edits by position, as the Web API has them. Positions are those of the version that `snapshot_id` names, by default the newest;
 * the items that stood there are what is edited at the head. Unknown: `conflict`. Beyond the end: `invalid_request` with the field.
 */
export const indexEditSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("add"), uris: z.array(itemUriSchema).min(1).max(playlistLimits.added), position: position.optional() }),
  z.strictObject({
    type: z.literal("reorder"),
    range_start: position,
    insert_before: position,
    range_length: position.default(1),
    snapshot_id: snapshotId,
  }),
  /** Without positions: wherever the URI stands. Without a URI: whatever stands there. */
  z.strictObject({
    type: z.literal("remove"),
    items: z.array(z.strictObject({ uri: itemUriSchema.optional(), positions: z.array(position).optional() })).max(playlistLimits.added),
    snapshot_id: snapshotId,
  }),
  z.strictObject({ type: z.literal("replace"), uris: z.array(itemUriSchema).max(playlistLimits.items) }),
]);
export type IndexEdit = z.input<typeof indexEditSchema>;

export type PlaylistHead = PlaylistDetails & {
  id: string;
  owner: string;
  revision: number;
  /** Opaque; names this version for edits by position, and as an entity tag. */
  snapshot_id: string;
  total: number;
  /** Milliseconds since 1970. */
  created_at: number;
  updated_at: number;
  /** What the viewer may do. */
  role: PlaylistRole;
};

export type PlaylistItemsPage = { head: PlaylistHead; items: PlaylistItem[] };

/** What a PoP may cache: of a public playlist only, whoever asks. `people` belong to it, and are answered by the object itself. */
export type PlaylistDocument = { head: Omit<PlaylistHead, "role">; items: PlaylistItem[]; people: string[] };

export type EditOutcome = { revision: number; snapshot_id: string };

export type PlaylistMember = {
  account_id: string;
  role: "owner" | MemberRole;
  /** Milliseconds since 1970. */
  since: number;
};

export const createInvitationSchema = z.object({
  role: memberRoleSchema,
  /** How long the link is good, in milliseconds. */
  lifetime: z
    .int()
    .min(60_000)
    .max(366 * 86_400_000),
});
export type CreateInvitation = z.infer<typeof createInvitationSchema>;

export type Invitation = {
  id: string;
  role: MemberRole;
  created_at: number;
  expires_at: number;
  /** People who came in by it. */
  uses: number;
};

/** What whoever holds a link is shown before they come in. */
export type InvitationOffer = { name: string; owner: string; role: MemberRole; total: number };

export type PlaylistVersion = ChangeSummary & {
  revision: number;
  snapshot_id: string;
  at: number;
  by: string;
  kind: "created" | "edit" | "undo" | "restore";
  /** Items afterwards. */
  total: number;
};

/** How new that is: for the library that is told (`notePlaylist` in contracts/library.ts). */
type Versioned = { version: number };

/** Besides: `fetch` takes the upgrade of `liveUpgrade` (contracts/playlist.ts); refused, its body is the error's code. */
export type PlaylistObject = {
  /** Makes the playlist. Asked again by the same owner it answers what is there; by anybody else `conflict`. */
  create(input: CreatePlaylist): Eventually<Answer<PlaylistHead & Versioned>>;

  /** What the viewer may do: undefined when nothing. Never an error: whether there is such a playlist is not told. */
  access(viewer: Viewer): Eventually<PlaylistRole | undefined>;
  head(viewer: Viewer): Eventually<Answer<PlaylistHead>>;
  /** @param page `limit` at most 10,000; an offset beyond the end gives no items */
  items(viewer: Viewer, page: { offset: number; limit: number }): Eventually<Answer<PlaylistItemsPage>>;
  /** Of a public playlist. @param page as of `items` */
  document(page: { offset: number; limit: number }): Eventually<Answer<PlaylistDocument>>;

  /** For those who belong to it. @param page `before`: only versions below that revision */
  history(viewer: Viewer, page: { before?: number; limit: number }): Eventually<Answer<{ versions: PlaylistVersion[]; more: boolean }>>;
  /** Items as they were, for those who belong to it; `head.role` is today's. */
  version(viewer: Viewer, revision: number, page: { offset: number; limit: number }): Eventually<Answer<PlaylistItemsPage>>;

  /** An edit by uids, a description, undo or restore. The same id of the same viewer is done once. */
  edit(viewer: Viewer, operationId: string, operation: Operation): Eventually<Answer<EditOutcome>>;
  /** The owner gives it a picture, or none: one that is kept for it (contracts/pictures.ts). */
  setPicture(viewer: Viewer, operationId: string, image: PlaylistDetails["image"]): Eventually<Answer<EditOutcome>>;
  /** An edit by positions. */
  editByIndex(viewer: Viewer, operationId: string, edit: IndexEdit): Eventually<Answer<EditOutcome>>;

  /** The owner first. For those who belong to it. */
  members(viewer: Viewer): Eventually<Answer<PlaylistMember[]>>;
  /** The owner gives a member another role. */
  changeMember(viewer: Viewer, accountId: string, role: MemberRole): Eventually<Answer<PlaylistMember>>;
  /** The owner ends anybody's membership, a member their own; whoever the owner removed comes in by no link again. Nothing when there is none. */
  removeMember(viewer: Viewer, accountId: string): Eventually<Answer<null>>;

  /** The owner's links that are good. */
  invitations(viewer: Viewer): Eventually<Answer<Invitation[]>>;
  /** `secret` is told once; only its hash is kept. */
  invite(viewer: Viewer, invitation: CreateInvitation): Eventually<Answer<Invitation & { secret: string }>>;
  /** Nothing when there is no such link. Whoever came in by it stays. */
  endInvitation(viewer: Viewer, invitationId: string): Eventually<Answer<null>>;
  /** What a link offers; `not_found` when it is not good (any more), whatever the reason. */
  offer(secret: string): Eventually<Answer<InvitationOffer>>;
  /** Comes in by a link. Whoever has that much already keeps what they have. */
  join(viewer: Viewer, secret: string): Eventually<Answer<{ role: PlaylistRole } & Versioned>>;

  /** Of an account that is deleted: its playlist is gone for everybody, at once. Nothing when it is another's, or nobody's. */
  end(owner: string): Eventually<void>;
};
