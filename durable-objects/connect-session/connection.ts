/** One device's socket: who is at its other end, and how well it keeps up. */
import { connectSocketLimits } from "../../contracts/connect.ts";
import type { ConnectViewer } from "../../contracts/connect-session.ts";

/** What outlives hibernation, with the socket. */
type Attachment = {
  viewer: ConnectViewer;
  /** Once it has said hello. */
  device: string | null;
  /** Since when it has been too slow for changes, or when it last showed that it reads: it gets everything once it has caught up. */
  behindSince: number | null;
  /** When it said something last, other than a ping. */
  heardAt: number;
  /** Whether it was asked for another ticket. */
  asked: boolean;
};

/** How exactly it is kept when a device was heard of, milliseconds: writing it down each time would be for nothing. */
const hearingStepMs = 1000;

export class Connection {
  readonly socket: WebSocket;
  #attachment: Attachment;
  #allowance: { left: number; at: number } = { left: connectSocketLimits.burst, at: 0 };
  /** What was sent and not seen yet, as far as this instance of the object knows. */
  #unseen: { revision: number; characters: number }[] = [];
  #waiting = 0;
  /** The last revision that was told. */
  #told = 0;

  private constructor(socket: WebSocket, attachment: Attachment) {
    this.socket = socket;
    this.#attachment = attachment;
  }

  static begin(socket: WebSocket, viewer: ConnectViewer, now: number): Connection {
    const connection = new Connection(socket, { viewer, device: null, behindSince: null, heardAt: now, asked: false });
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

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  update(changed: Partial<Attachment>): void {
    this.#attachment = { ...this.#attachment, ...changed };
    this.socket.serializeAttachment(this.#attachment);
  }

  /** @param now milliseconds since 1970 */
  hear(now: number): void {
    if (now - this.#attachment.heardAt >= hearingStepMs) this.update({ heardAt: now });
  }

  /**
   * Counts a message. Refused ones count as well: who goes on all the same gets deeper into debt.
   * @param now milliseconds since 1970
   */
  allow(cost: number, now: number): "allowed" | "refused" | "flooded" {
    const { messagesPerSecond, burst, refusals } = connectSocketLimits;
    const { left: before, at } = this.#allowance;
    const left = Math.min(burst, before + (Math.max(0, now - at) / 1000) * messagesPerSecond) - cost;
    this.#allowance = { left, at: now };
    if (left < -refusals) return "flooded";
    return left < 0 ? "refused" : "allowed";
  }

  /** So much was sent that was not seen that no device which reads could be so far behind. */
  get isFull(): boolean {
    return this.#waiting > connectSocketLimits.unseen;
  }

  /** Whatever has to arrive. */
  post(text: string, now: number): void {
    this.#unseen.push({ revision: this.#told, characters: text.length });
    this.#waiting += text.length;
    if (this.isFull && this.#attachment.behindSince === null) this.update({ behindSince: now });
    try {
      this.socket.send(text);
    } catch {
      // Closing already: there is nobody to tell.
    }
  }

  /** All that changed up to a revision, for one that has all of what came before. */
  inform(revision: number, text: string, now: number): void {
    this.#told = revision;
    this.post(text, now);
  }

  /** The same, unless the device is behind. */
  tell(revision: number, text: string, now: number): void {
    if (this.#attachment.behindSince === null) this.inform(revision, text, now);
  }

  /** Whether it was told all that changed up to a revision. */
  wasTold(revision: number): boolean {
    return this.#attachment.behindSince === null && this.#told >= revision;
  }

  /** Whether it can have seen a revision. @param newest what it may have been told before this instance of the object began */
  canHaveSeen(revision: number, newest: number): boolean {
    return revision <= (this.#told === 0 ? newest : this.#told);
  }

  /** What a device says that it has seen. @returns whether it was behind and now has all that was sent */
  see(revision: number, now: number): boolean {
    const before = this.#unseen.length;
    this.#unseen = this.#unseen.filter((sent) => sent.revision > revision);
    this.#waiting = this.#unseen.reduce((sum, { characters }) => sum + characters, 0);
    if (this.#attachment.behindSince === null) return false;
    const isEven = this.#unseen.length === 0;
    if (isEven) this.update({ behindSince: null });
    else if (this.#unseen.length < before) this.update({ behindSince: now });
    return isEven;
  }

  /** Whether it is so far behind, or has shown for so long no sign of reading, that it is let go. */
  isStalled(now: number): boolean {
    const { behindSince } = this.#attachment;
    const { stalledCharacters, stalledMs } = connectSocketLimits;
    return this.#waiting > stalledCharacters || (behindSince !== null && now - behindSince >= stalledMs);
  }

  close(code: number, reason: string): void {
    try {
      this.socket.close(code, reason);
    } catch {
      // Closed already.
    }
  }
}
