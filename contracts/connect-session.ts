/**
 * What Workers ask of a listener's Connect session by RPC (`durable-objects/connect-session`, one a listener, named by the account's
 * id). Its `fetch` takes the upgrade of `sessionUpgrade`, from workers/connect alone.
 */
import { z } from "zod";
import type { Parts } from "../domain/connect/hub.ts";
import type { Loan } from "../domain/connect/jam.ts";
import { termsSchema, type Command, type Conditions, type ConnectRefusal } from "../domain/connect/schema.ts";
import { contentAskerSchema } from "./content.ts";
import type { Eventually } from "./rpc.ts";

/** Who is at the other end of a socket, as the door says it once the token was checked. */
export const connectViewerSchema = z.strictObject({
  asker: contentAskerSchema,
  session: z.string(),
  /** The app whose token it is; null: the player itself. */
  app: z.string().nullable(),
  /** When the token expires, in milliseconds since 1970. */
  expires_at: z.int(),
  /** Whether the token lets it command (`user-modify-playback-state`), and sound (`streaming`). */
  controls: z.boolean(),
  plays: z.boolean(),
  /** From the operator's table, by workers/connect. */
  terms: termsSchema,
});
export type ConnectViewer = z.infer<typeof connectViewerSchema>;

/** The header in which the door says it. */
export const connectViewerHeader = "nearfield-viewer";

/** Nothing of the client's own request is passed on. */
export function sessionUpgrade(viewer: ConnectViewer): { url: string; headers: Record<string, string> } {
  return {
    url: "https://connect.internal/",
    headers: { upgrade: "websocket", [connectViewerHeader]: encodeURIComponent(JSON.stringify(viewer)) },
  };
}

/** @throws where the door did not say who it is */
export function readConnectViewer(header: string | null): ConnectViewer {
  return connectViewerSchema.parse(JSON.parse(decodeURIComponent(header ?? "")));
}

export type SessionCommand = {
  /** The same id is done once. */
  id: string;
  command: Command;
  conditions: Conditions;
  /** The device that it is meant for; absent: the active one. */
  target?: string;
  viewer: ConnectViewer;
};

export type CommandAnswer = { ok: true; revision: number } | { ok: false; code: ConnectRefusal; message: string };

/** `server_time`: when the parts were so, in milliseconds since 1970. */
export type SessionSnapshot = { revision: number; server_time: number; parts: Parts };

export type ConnectSessionObject = {
  /** A session that nobody began is an empty one; asking makes none. */
  snapshot(): Eventually<SessionSnapshot>;
  command(command: SessionCommand): Eventually<CommandAnswer>;
  /** Lets a device in once, without its token in an address. @param secretHash of the ticket's secret @param until milliseconds since 1970 */
  issueTicket(secretHash: string, viewer: ConnectViewer, until: number): Eventually<void>;
  /** Whom a ticket lets in; null when it is not good (any more). */
  redeemTicket(secretHash: string): Eventually<ConnectViewer | null>;
  /** What a jam begins with. */
  lend(): Eventually<Loan>;
  /** Playback has moved into a jam: here it stands still. Nothing where it is another's by then. @param epoch of the loan */
  release(epoch: number): Eventually<void>;
};
