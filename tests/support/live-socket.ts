/** Somebody at a playlist's live connection, as a program holds it over the network. */
import { randomBytes } from "node:crypto";
import type { LiveClientMessage, LiveServerMessage } from "../../contracts/playlist.ts";
import type { Operation } from "../../domain/playlist/schema.ts";
import { waitFor } from "./runtime.ts";

type Kind = LiveServerMessage["type"];
type Of<Type extends Kind> = Extract<LiveServerMessage, { type: Type }>;

export class LiveSocket {
  readonly #socket: WebSocket;
  readonly messages: LiveServerMessage[] = [];
  closed: number | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      // Written by the object.
      this.messages.push(JSON.parse(String(data)) as LiveServerMessage);
    });
    socket.addEventListener("close", ({ code }) => {
      this.closed = code;
    });
  }

  /** Connected, and welcome. @param since the revision that it holds */
  static async open(url: string, headers: Record<string, string>, since?: number): Promise<LiveSocket> {
    // Node's WebSocket takes headers; the types are those of browsers.
    const socket = new WebSocket(url.replace("http", "ws"), { headers } as never);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    const live = new LiveSocket(socket);
    live.say({ v: 1, type: "hello", ...(since !== undefined && { since }) });
    return live;
  }

  say(message: LiveClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** @returns the operation's id */
  do(op: Operation): string {
    const id = randomBytes(12).toString("base64url");
    this.say({ v: 1, type: "op", id, op });
    return id;
  }

  /** The first message of a kind, now or to come, that `fits`. */
  async next<Type extends Kind>(type: Type, fits: (message: Of<Type>) => boolean = () => true): Promise<Of<Type>> {
    return waitFor(async () => {
      const found = this.messages.filter((message): message is Of<Type> => message.type === type).find(fits);
      if (!found && this.closed !== undefined) throw new Error(`closed with ${this.closed} before ${type}`);
      return found;
    }, type);
  }

  async ended(): Promise<number> {
    return waitFor(async () => this.closed, "the end of the connection");
  }

  leave(): void {
    this.#socket.close();
  }
}
