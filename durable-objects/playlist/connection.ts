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
  /** What was sent and not seen yet, as far as this instance of the object knows. */
  #unseen: { revision: number; characters: number; isWhole: boolean }[] = [];
  #silentSince: number | undefined;

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

  /**
   * Counts a message. Refused ones count as well: who goes on all the same gets deeper into debt.
   * @param now milliseconds since 1970
   */
  allow(cost: number, now: number): "allowed" | "refused" | "flooded" {
    const { operationsPerSecond: pace, debt } = liveLimits;
    const { tokens, at } = this.#allowance;
    const left = Math.min(pace, tokens + (Math.max(0, now - at) / 1000) * pace) - cost;
    this.#allowance = { tokens: left, at: now };
    if (left < -debt) return "flooded";
    return left < 0 ? "refused" : "allowed";
  }

  /** Whether so much was seen that there is room for all of it once more. */
  get mayStartOver(): boolean {
    return this.#waiting <= liveLimits.unseen && !this.#unseen.some(({ isWhole }) => isWhole);
  }

  get #waiting(): number {
    return this.#unseen.reduce((sum, { characters }) => sum + characters, 0);
  }

  /** @returns whether the change was sent: a reader that is too slow gets none */
  sendChange(revision: number, text: string): boolean {
    if (this.#waiting > liveLimits.unseen) return false;
    this.sendMissed(revision, text);
    return true;
  }

  /** Changes up to that revision, whatever is on its way. */
  sendMissed(revision: number, text: string): void {
    this.#unseen.push({ revision, characters: text.length, isWhole: false });
    this.send(text);
  }

  /** What was sent so far is of no matter: all of it follows. */
  sendSnapshot(revision: number, text: string): void {
    this.#unseen = [{ revision, characters: text.length, isWhole: true }];
    this.send(text);
  }

  /** @returns whether everything that was sent has arrived */
  see(revision: number): boolean {
    this.#unseen = this.#unseen.filter((sent) => sent.revision > revision);
    this.#silentSince = undefined;
    return this.#unseen.length === 0;
  }

  /** Whether nothing was heard of a slow reader for so long that it is let go. */
  isStalled(now: number): boolean {
    this.#silentSince ??= now;
    return now - this.#silentSince >= liveLimits.stalledMs;
  }
}
