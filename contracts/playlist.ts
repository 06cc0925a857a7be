/**
 * A playlist's live connection: `GET /v1/playlists/{id}/live`, upgraded to a WebSocket of JSON messages, one object each.
 * The client says `hello` first. It keeps the confirmed state and its own operations on their way (domain/playlist/replica.ts).
 */
import { z } from "zod";
import { operationIdSchema, operationSchema, uidSchema } from "../domain/playlist/schema.ts";
import type { ConfirmedChange, PlaylistRole, PlaylistSnapshot } from "../domain/playlist/schema.ts";
import { playlistScopes } from "../domain/playlist/scopes.ts";
import type { ErrorCode } from "./errors.ts";

export const liveVersion = 1;

/** Sent as it is, outside of the messages, and answered without waking anybody. */
export const livePing = "ping";
export const livePong = "pong";

export const liveLimits = {
  /** Bytes of a client's message. */
  messageBytes: 65_536,
  /** Of one socket; an undo, restore or replace counts as ten, a hello as five. */
  operationsPerSecond: 20,
  /** So many operations more, all of them refused, and the socket is closed. */
  debt: 100,
  /** A client that is further behind, in changes or in characters of them as they are stored, gets a snapshot. */
  resumableChanges: 500,
  resumableCharacters: 524_288,
  /** Sockets of one playlist, and of one viewer on it. */
  sockets: 1000,
  /** Of those so many are for readers of a public playlist: whoever belongs to it finds room. */
  socketsOfReaders: 900,
  socketsOfViewer: 20,
  /** After a welcome, a snapshot, and so many characters of changes, a client says what it has seen, or sooner. */
  seenEvery: 32_768,
  /** A client that so many characters are on their way to, unseen, gets no more changes, but a snapshot once it has caught up. */
  unseen: 262_144,
  /** Of such a client nothing is heard for so long: it is let go. */
  stalledMs: 10_000,
} as const;

/** Why the server ends a connection: the codes of WebSocket close frames. */
export const liveCloseCodes = {
  /** Not a message of this protocol. */
  invalid: 4400,
  /** The token expired, or its session was ended: come back with a fresh one and the revision. */
  unauthorized: 4401,
  /** Access was withdrawn. */
  forbidden: 4403,
  /** The playlist is no more. */
  ended: 4404,
  /** Too slow to follow, or asked for all of it again before it had seen it; come back with the revision. */
  slow: 4408,
  /** Far too many messages. */
  flooded: 4429,
} as const;

const envelope = { v: z.literal(liveVersion) };

export const liveClientMessageSchema = z.discriminatedUnion("type", [
  /** `since`: the revision that the client holds; without it, it gets a snapshot. */
  z.strictObject({ ...envelope, type: z.literal("hello"), since: z.int().min(0).optional() }),
  z.strictObject({ ...envelope, type: z.literal("op"), id: operationIdSchema, op: operationSchema }),
  /** Everything up to that revision has arrived and was applied. So the object knows who can't follow. */
  z.strictObject({ ...envelope, type: z.literal("seen"), revision: z.int().min(0) }),
  /** The item that the person is at, for the others to see. */
  z.strictObject({ ...envelope, type: z.literal("presence"), at: uidSchema.nullable() }),
]);
export type LiveClientMessage = z.infer<typeof liveClientMessageSchema>;

/** What is enough to refuse an operation that is none. */
export const liveOperationIdSchema = z.object({ ...envelope, type: z.literal("op"), id: operationIdSchema });

/** Somebody who is here now: the owner, a member, or whoever edits a collaborative playlist. */
export type PresentPerson = { id: string; name: string; role: PlaylistRole; at: string | null };

type ServerMessage =
  /** The answer to `hello`: changes since the client's revision, or all of it. `you`: the client's account; null for a guest. */
  | ({ type: "welcome"; revision: number; you: string | null; role: PlaylistRole } & (
      | { snapshot: PlaylistSnapshot }
      | { changes: ConfirmedChange[] }
    ))
  /** The operation is stored, as part of that revision. Of an operation that is sent again, the revision that it had. */
  | { type: "ack"; id: string; revision: number }
  /** The operation changed nothing and is not stored. */
  | { type: "nack"; id: string; code: ErrorCode; message: string; field?: string }
  /** Also to whoever asked for it. */
  | ({ type: "change" } & ConfirmedChange)
  /** To a reader that was slow, in place of the changes that it missed. */
  | { type: "snapshot"; snapshot: PlaylistSnapshot }
  /** Who is here, for those who belong to the playlist. `watchers`: connections, of everybody. */
  | { type: "presence"; people: PresentPerson[]; watchers: number }
  /** What the client may do, when that has changed. */
  | { type: "access"; role: PlaylistRole }
  /** The last message before the server closes. */
  | { type: "bye"; code: keyof typeof liveCloseCodes };
export type LiveServerMessage = { v: typeof liveVersion } & ServerMessage;

/** Who is at the other end of a socket, as the api says it to the object once it has checked the token. */
export const liveViewerSchema = z.strictObject({
  /** An account's id; null for whoever has none. */
  id: z.string().nullable(),
  /** What others see. */
  name: z.string(),
  session: z.string(),
  /** What of playlists the token covers. */
  scopes: z.array(z.enum(playlistScopes)),
  /** When the token expires, in milliseconds since 1970. */
  expires_at: z.int(),
});
export type LiveViewer = z.infer<typeof liveViewerSchema>;

/** The header in which the api says it. */
export const liveViewerHeader = "nearfield-viewer";

/** The upgrade that the api sends to the object: nothing of the client's own request is passed on. */
export function liveUpgrade(viewer: LiveViewer): { url: string; headers: Record<string, string> } {
  return {
    url: "https://playlist.internal/live",
    headers: { upgrade: "websocket", [liveViewerHeader]: encodeURIComponent(JSON.stringify(viewer)) },
  };
}

/** @throws where the api did not say who it is */
export function readLiveViewer(header: string | null): LiveViewer {
  return liveViewerSchema.parse(JSON.parse(decodeURIComponent(header ?? "")));
}
