/** Somebody at the other end of a playlist's socket. */
import { livePong, liveUpgrade, type LiveClientMessage, type LiveServerMessage, type LiveViewer } from "../../../contracts/playlist.ts";
import type { Operation } from "../../../domain/playlist/schema.ts";
import { playlistScopes } from "../../../domain/playlist/scopes.ts";
import type { Stub } from "./playlists.ts";

type Kind = LiveServerMessage["type"];
type Of<Type extends Kind> = Extract<LiveServerMessage, { type: Type }>;

export class Watcher {
  readonly socket: WebSocket;
  /** Everything that came, in order. */
  readonly messages: LiveServerMessage[] = [];
  closed: { code: number; reason: string } | undefined;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (data === livePong) return;
      // Written by the object.
      this.messages.push(JSON.parse(String(data)) as LiveServerMessage);
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
    socket.accept();
  }

  /** @returns the status when there is no socket */
  static async connect(stub: Stub, viewer: Partial<LiveViewer> & { id: string | null }): Promise<Watcher | number> {
    const { url, headers } = liveUpgrade({
      name: "Somebody",
      session: "session",
      scopes: [...playlistScopes],
      expires_at: Date.now() + 600_000,
      ...viewer,
    });
    const response = await stub.fetch(url, { headers });
    return response.webSocket ? new Watcher(response.webSocket) : response.status;
  }

  /** Connected, and welcome. */
  static async watch(stub: Stub, viewer: Partial<LiveViewer> & { id: string | null }, since?: number): Promise<Watcher> {
    const watcher = await Watcher.connect(stub, viewer);
    if (typeof watcher === "number") throw new Error(`refused with ${watcher}`);
    watcher.say({ v: 1, type: "hello", ...(since !== undefined && { since }) });
    const { revision } = await watcher.next("welcome");
    watcher.say({ v: 1, type: "seen", revision });
    return watcher;
  }

  say(message: LiveClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  do(id: string, op: Operation): void {
    this.say({ v: 1, type: "op", id, op });
  }

  /** The first message of a kind, now or to come, that `fits`; it and all before it are taken away. */
  async next<Type extends Kind>(type: Type, fits: (message: Of<Type>) => boolean = () => true): Promise<Of<Type>> {
    for (;;) {
      const index = this.messages.findIndex((message) => isOf(message, type) && fits(message));
      const [found] = index >= 0 ? this.messages.splice(0, index + 1).slice(-1) : [];
      if (found && isOf(found, type)) return found;
      if (this.closed) throw new Error(`closed with ${this.closed.code} before ${type}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Waits until something came, or is there already. */
  async arrival(): Promise<void> {
    if (this.messages.length === 0 && !this.closed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Waits for a message, and leaves it where it is. */
  async arrivalOf(fits: (message: LiveServerMessage) => boolean): Promise<void> {
    while (!this.messages.some(fits)) {
      if (this.closed) throw new Error(`closed with ${this.closed.code}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** @returns the code that the server closed with */
  async ended(): Promise<number> {
    while (!this.closed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.closed.code;
  }

  leave(): void {
    this.socket.close(1000, "gone");
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function isOf<Type extends Kind>(message: LiveServerMessage, type: Type): message is Of<Type> {
  return message.type === type;
}
