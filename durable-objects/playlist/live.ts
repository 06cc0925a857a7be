/** Everybody who watches a playlist: sockets that sleep when nothing happens. */
import {
  liveClientMessageSchema,
  liveCloseCodes,
  liveLimits,
  liveOperationIdSchema,
  liveVersion,
  type LiveClientMessage,
  type LiveServerMessage,
  type LiveViewer,
  type PresentPerson,
} from "../../contracts/playlist.ts";
import { ClientError } from "../../contracts/errors.ts";
import type { Unversioned } from "../../contracts/versioned.ts";
import type { ConfirmedChange, Operation, PlaylistRole } from "../../domain/playlist/schema.ts";
import { belongs, mayPerform } from "../../domain/playlist/access.ts";
import { snapshotOf } from "../../domain/playlist/playlist.ts";
import { scopesToEdit, scopesToRead, seesInside } from "../../domain/playlist/scopes.ts";
import type { Book, Edited } from "./book.ts";
import { Connection } from "./connection.ts";

type CloseReason = keyof typeof liveCloseCodes;
type Outgoing = Unversioned<LiveServerMessage>;

/** How long several who come and go are told of together, and how often slow readers are looked at. */
const presenceMs = 100;
const lookMs = 1000;

/** What the object does for its sockets. */
export type LiveHost = {
  sockets: Pick<DurableObjectState, "acceptWebSocket" | "getWebSockets">;
  /** @throws ClientError */
  edit(viewer: LiveViewer, operationId: string, operation: Operation): Edited;
  /** Sees to everything that follows, once whoever asked knows. */
  announce(edited: Edited): void;
};

export class Live {
  readonly #host: LiveHost;
  readonly #book: Book;
  readonly #connections = new WeakMap<WebSocket, Connection>();
  #willTellPresence = false;
  #willLook = false;
  #snapshot: { revision: number; text: string } | undefined;

  constructor(host: LiveHost, book: Book) {
    this.#host = host;
    this.#book = book;
  }

  /** Takes a socket in. @throws ClientError `not_found`, `insufficient_scope`, `rate_limited` or `overloaded` */
  accept(socket: WebSocket, viewer: LiveViewer): void {
    const role = this.#book.requireRole(viewer.id);
    if (!this.#isCovered(viewer, role)) throw new ClientError("insufficient_scope");
    const { sockets } = this.#host;
    const tag = viewer.id ?? viewer.session;
    if (sockets.getWebSockets(tag).length >= liveLimits.socketsOfViewer) throw new ClientError("rate_limited");
    const most = belongs(role) ? liveLimits.sockets : liveLimits.socketsOfReaders;
    if (sockets.getWebSockets().length >= most) throw new ClientError("overloaded");
    sockets.acceptWebSocket(socket, [tag]);
    this.#connections.set(socket, Connection.begin(socket, viewer, role));
  }

  get connections(): Connection[] {
    const open = this.#host.sockets.getWebSockets().filter(({ readyState }) => readyState === WebSocket.OPEN);
    return open.map((socket) => this.#connectionOf(socket));
  }

  #connectionOf(socket: WebSocket): Connection {
    const known = this.#connections.get(socket) ?? Connection.of(socket);
    this.#connections.set(socket, known);
    return known;
  }

  receive(socket: WebSocket, data: string | ArrayBuffer, now: number): void {
    // What a socket that was closed had sent before it knew is heeded no more.
    if (socket.readyState !== WebSocket.OPEN) return;
    const connection = this.#connectionOf(socket);
    if (connection.is.viewer.expires_at <= now) {
      this.#end(connection, "unauthorized");
      return;
    }
    const message = parse(data);
    const verdict = connection.allow(message ? costOf(message) : 1, now);
    if (verdict === "flooded" || (verdict === "refused" && message?.type === "hello")) this.#end(connection, "flooded");
    else if (!message || (message.type !== "hello" && !connection.is.greeted)) this.#end(connection, "invalid");
    else if (message.type === "hello") this.#welcome(connection, message.since);
    else if (message.type === "seen") this.#see(connection, message.revision);
    else if (message.type === "presence") this.#place(connection, message.at, verdict);
    else if (verdict === "refused") connection.send(textOf(refusal(message.id, new ClientError("rate_limited"))));
    else if (message.type === "malformed") connection.send(textOf(refusal(message.id, new ClientError("invalid_request"))));
    else this.#edit(connection, message);
  }

  /** Whether the token lets an app see what its listener may see. */
  #isCovered({ scopes }: LiveViewer, role: PlaylistRole): boolean {
    const some = scopesToRead({ ...this.#book.playlist.details, role });
    return !some || some.some((scope) => scopes.includes(scope));
  }

  /** A socket is gone. */
  leave(): void {
    this.#tellPresenceSoon();
  }

  #welcome(connection: Connection, since: number | undefined): void {
    const { revision } = this.#book.playlist;
    const { viewer, role } = connection.is;
    if (!connection.mayStartOver) {
      this.#end(connection, "slow");
      return;
    }
    // What changed is the past: names that it had, tracks that were taken away, and by whom.
    const missed = since !== undefined && seesInside(role, viewer.scopes) ? this.#changesSince(since) : undefined;
    const told = { type: "welcome", revision, you: viewer.id, role } as const;
    if (missed) connection.sendMissed(revision, textOf({ ...told, changes: missed }));
    else connection.sendSnapshot(revision, this.#withSnapshot(told));
    connection.update({ greeted: true, lagging: false });
    this.#tellPresenceSoon();
  }

  /** @returns undefined where that is too much, or there is no such revision */
  #changesSince(since: number): ConfirmedChange[] | undefined {
    const { revision } = this.#book.playlist;
    if (since > revision || revision - since > liveLimits.resumableChanges) return undefined;
    return this.#book.store.since(since, liveLimits.resumableCharacters)?.map(({ revision: at, by, at: time, operationId, change }) => {
      return { revision: at, by, at: time, op_id: operationId, change };
    });
  }

  #place(connection: Connection, at: string | null, verdict: "allowed" | "refused"): void {
    if (verdict === "refused") return;
    connection.update({ at });
    this.#tellPresenceSoon();
  }

  #edit(connection: Connection, { id, op }: Extract<LiveClientMessage, { type: "op" }>): void {
    const { viewer } = connection.is;
    try {
      const needed = scopesToEdit(this.#book.playlist.details.public, op);
      const isCovered = needed.every((scope) => viewer.scopes.includes(scope));
      // Who may not do it anyhow is told that.
      if (!isCovered && mayPerform(this.#book.requireRole(viewer.id), op)) throw new ClientError("insufficient_scope");
      const edited = this.#host.edit(viewer, id, op);
      connection.send(textOf({ type: "ack", id, revision: edited.revision }));
      this.#host.announce(edited);
    } catch (error) {
      connection.send(textOf(refusal(id, error instanceof ClientError ? error : new ClientError("internal"))));
      if (!(error instanceof ClientError)) throw error;
    }
  }

  /** Tells everybody of a change. */
  tell(confirmed: ConfirmedChange, now: number): void {
    const text = textOf({ type: "change", ...confirmed });
    for (const connection of this.connections) {
      const { greeted, lagging, viewer } = connection.is;
      if (viewer.expires_at <= now) this.#end(connection, "unauthorized");
      else if (greeted && !lagging && !connection.sendChange(confirmed.revision, text)) connection.update({ lagging: true });
    }
    if (this.connections.some(({ is }) => is.lagging)) this.#lookSoon();
  }

  /** What a client has seen. One that was too slow, and now has everything that was sent, gets the rest at once. */
  #see(connection: Connection, revision: number): void {
    if (!connection.see(revision) || !connection.is.lagging) return;
    connection.sendSnapshot(this.#book.playlist.revision, this.#withSnapshot({ type: "snapshot" }));
    connection.update({ lagging: false });
  }

  /** Lets those go that are slow, and silent. */
  look(now: number): void {
    const lagging = this.connections.filter(({ is }) => is.lagging);
    const stalled = lagging.filter((connection) => connection.isStalled(now));
    for (const connection of stalled) this.#end(connection, "slow");
    if (lagging.length > stalled.length) this.#lookSoon();
  }

  #lookSoon(): void {
    if (this.#willLook) return;
    this.#willLook = true;
    setTimeout(() => {
      this.#willLook = false;
      this.look(Date.now());
    }, lookMs);
  }

  /** The message with the snapshot, which is written once for everybody who needs it. */
  #withSnapshot(message: { type: "snapshot" } | Omit<Extract<Outgoing, { type: "welcome" }>, "snapshot" | "changes">): string {
    const { revision } = this.#book.playlist;
    if (this.#snapshot?.revision !== revision) this.#snapshot = { revision, text: JSON.stringify(snapshotOf(this.#book.playlist)) };
    return `${JSON.stringify({ v: liveVersion, ...message }).slice(0, -1)},"snapshot":${this.#snapshot.text}}`;
  }

  /** Who may do what has changed: tells those whom it concerns, and closes on those who may not be here any more. */
  reviewAccess(): void {
    for (const connection of this.connections) {
      const { viewer } = connection.is;
      const role = this.#book.roleOf(viewer.id);
      if (!role || !this.#isCovered(viewer, role)) this.#end(connection, this.#book.record.ended ? "ended" : "forbidden");
      else if (role !== connection.is.role) {
        connection.update({ role });
        connection.send(textOf({ type: "access", role }));
      }
    }
    this.#tellPresenceSoon();
  }

  closeExpired(now: number): void {
    for (const connection of this.connections) if (connection.is.viewer.expires_at <= now) this.#end(connection, "unauthorized");
  }

  /** One after the other: whoever is asked first reads the list for all. */
  async closeRevoked(isRevoked: (session: string) => Promise<boolean>): Promise<void> {
    for (const connection of this.connections) if (await isRevoked(connection.is.viewer.session)) this.#end(connection, "unauthorized");
  }

  /** When the next token expires. */
  nextExpiry(): number | undefined {
    const expiries = this.connections.map(({ is }) => is.viewer.expires_at);
    return expiries.length > 0 ? expiries.reduce((one, other) => Math.min(one, other)) : undefined;
  }

  #end(connection: Connection, reason: CloseReason): void {
    connection.send(textOf({ type: "bye", code: reason }));
    connection.close(liveCloseCodes[reason], reason);
  }

  #tellPresenceSoon(): void {
    if (this.#willTellPresence) return;
    this.#willTellPresence = true;
    setTimeout(() => {
      this.#willTellPresence = false;
      this.#tellPresence();
    }, presenceMs);
  }

  /** Only those who belong here learn who is, and an app only where it may know of their fellows. */
  #tellPresence(): void {
    const open = this.connections.filter(({ is }) => is.greeted);
    const inside = open.filter(({ is }) => belongs(is.role));
    const people = new Map<string, PresentPerson>();
    for (const { is } of inside) {
      const { id, name } = is.viewer;
      if (id !== null) people.set(id, { id, name, role: is.role, at: is.at ?? people.get(id)?.at ?? null });
    }
    const text = textOf({ type: "presence", people: [...people.values()].toSorted(byId), watchers: open.length });
    for (const connection of inside) {
      const { role, viewer, lagging } = connection.is;
      if (!lagging && seesInside(role, viewer.scopes)) connection.send(text);
    }
  }
}

function byId(one: PresentPerson, other: PresentPerson): number {
  return one.id < other.id ? -1 : 1;
}

function textOf(message: Outgoing): string {
  return JSON.stringify({ v: liveVersion, ...message } satisfies LiveServerMessage);
}

function refusal(id: string, { code, message, field }: ClientError): Outgoing {
  return { type: "nack", id, code, message, ...(field !== undefined && { field }) };
}

/** An operation that is none is refused, so that whoever sent it does not send it again. */
type Malformed = { type: "malformed"; id: string };

function parse(data: string | ArrayBuffer): LiveClientMessage | Malformed | undefined {
  if (typeof data !== "string" || data.length > liveLimits.messageBytes) return undefined;
  try {
    const value: unknown = JSON.parse(data);
    const message = liveClientMessageSchema.safeParse(value).data;
    if (message) return message;
    const { id } = liveOperationIdSchema.parse(value);
    return { type: "malformed", id };
  } catch {
    return undefined;
  }
}

function costOf(message: LiveClientMessage | Malformed): number {
  if (message.type === "hello") return 5;
  if (message.type === "seen") return 0.2;
  if (message.type !== "op") return 1;
  const { type } = message.op;
  return type === "undo" || type === "restore" || type === "replace" ? 10 : 1;
}
