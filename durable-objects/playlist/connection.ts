/** One socket of a playlist: who is at its other end, and how well they keep up. */
import { liveLimits, type LiveViewer } from "../../contracts/playlist.ts";
import type { PlaylistRole } from "../../domain/playlist/schema.ts";

/** What outlives hibernation, with the socket. */
type Attachment = {
  viewer: LiveViewer;
  /** What they were told that they may do. */
  role: PlaylistRole;
  /** Said hello, and is told of changes since. */
  greeted: boolean;
  /** Was too slow for a change: gets a snapshot once it has caught up. */
  lagging: boolean;
  /** The item that the person is at. */
  at: string | null;
};

export class Connection {
  readonly socket: WebSocket;
  #attachment: Attachment;
  #allowance = { tokens: liveLimits.operationsPerSecond as number, at: 0 };
  #refusals = 0;
  #stalledSince: number | undefined;

  private constructor(socket: WebSocket, attachment: Attachment) {
    this.socket = socket;
    this.#attachment = attachment;
  }

  static begin(socket: WebSocket, viewer: LiveViewer, role: PlaylistRole): Connection {
    const connection = new Connection(socket, { viewer, role, greeted: false, lagging: false, at: null });
    connection.update({});
    return connection;
  }

  /** Of a socket that may have slept. */
  static of(socket: WebSocket): Connection {
    // Written by `update` below, never by a client.
    return new Connection(socket, socket.deserializeAttachment() as Attachment);
  }

  get is(): Readonly<Attachment> {
    return this.#attachment;
  }

  update(changed: Partial<Omit<Attachment, "viewer">>): void {
    this.#attachment = { ...this.#attachment, ...changed };
    this.socket.serializeAttachment(this.#attachment);
  }

  send(text: string): void {
    try {
      this.socket.send(text);
    } catch {
      // Closing already: there is nobody to tell.
    }
  }

  close(code: number, reason: string): void {
    try {
      this.socket.close(code, reason);
    } catch {
      // Closed already.
    }
  }

  /** @param now milliseconds since 1970 @returns whether a message may be heeded now; `flooded`: far too many were tried */
  allow(cost: number, now: number): "allowed" | "refused" | "flooded" {
    const { operationsPerSecond: pace } = liveLimits;
    const { tokens, at } = this.#allowance;
    const available = Math.min(pace, tokens + (Math.max(0, now - at) / 1000) * pace);
    if (available < cost) {
      this.#refusals += 1;
      return this.#refusals > liveLimits.refusals ? "flooded" : "refused";
    }
    this.#allowance = { tokens: available - cost, at: now };
    this.#refusals = 0;
    return "allowed";
  }

  /** Whether it has stood still for so long, with so much on its way, that it is let go. */
  isStalled(now: number): boolean {
    if (this.socket.bufferedAmount <= liveLimits.stalledBytes) this.#stalledSince = undefined;
    else this.#stalledSince ??= now;
    return this.#stalledSince !== undefined && now - this.#stalledSince >= liveLimits.stalledMs;
  }
}
