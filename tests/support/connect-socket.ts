/** A device of a listener's, as a program holds it over the network: says hello, does what it is asked, and remembers what it was told. */
import { randomBytes } from "node:crypto";
import { connectPath, connectSocketLimits, connectVersion, type DeviceMessage, type ServerMessage } from "../../contracts/connect.ts";
import type { Unversioned } from "../../contracts/versioned.ts";
import { commandTypes, type Command, type Conditions, type DeviceDescription } from "../../domain/connect/schema.ts";
import { waitFor } from "./runtime.ts";

type Kind = ServerMessage["t"];
type Of<Type extends Kind> = Extract<ServerMessage, { t: Type }>;
type Parts = Omit<Of<"state">["d"], "revision">;
type Said = Unversioned<DeviceMessage>;

/** @param id the device's, of 8 characters at least */
export function deviceNamed(id: string, description: Partial<DeviceDescription> = {}): DeviceDescription {
  return {
    id,
    name: id,
    kind: "speaker",
    roles: ["player", "controller"],
    commands: [...commandTypes],
    formats: ["audio/ogg; codecs=vorbis"],
    volume_steps: 100,
    ...description,
  };
}

export type OpenOptions = {
  url: string;
  device: DeviceDescription;
  /** A token, or the address has a ticket. */
  headers?: Record<string, string>;
  since?: number;
};

export class ConnectSocket {
  readonly #socket: WebSocket;
  readonly device: string;
  readonly messages: ServerMessage[] = [];
  /** What it said itself. */
  readonly said: DeviceMessage[] = [];
  /** What it holds of the session, as far as it was told. */
  parts: Parts = {};
  revision = 0;
  closed: { code: number; reason: string } | undefined;
  #characters = 0;
  #listeners: ((message: ServerMessage) => void)[] = [];

  private constructor(socket: WebSocket, device: string) {
    this.#socket = socket;
    this.device = device;
    socket.addEventListener("message", ({ data }) => this.#take(String(data)));
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
    });
  }

  /** Connected, and nothing said yet. */
  static async connect({ url, headers = {} }: Omit<OpenOptions, "device">, device = ""): Promise<ConnectSocket> {
    const address = url.includes(connectPath) ? url : url + connectPath;
    // Node's WebSocket takes headers; the types are those of browsers.
    const socket = new WebSocket(address.replace(/^http/, "ws"), { headers } as never);
    const connect = new ConnectSocket(socket, device);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Error(`no socket at ${address}`)));
    });
    return connect;
  }

  /** Connected, and welcome. */
  static async open({ device, since, ...options }: OpenOptions): Promise<ConnectSocket> {
    const connect = await ConnectSocket.connect(options, device.id);
    const id = newMessageId();
    connect.say({ t: "hello", id, d: { device, ...(since !== undefined && { since }) } });
    await connect.next("welcome", ({ re }) => re === id);
    return connect;
  }

  say(message: Said): void {
    const versioned = { v: connectVersion, ...message } as DeviceMessage;
    this.said.push(versioned);
    this.#socket.send(JSON.stringify(versioned));
  }

  /** Whatever it is. */
  send(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  onMessage(listen: (message: ServerMessage) => void): void {
    this.#listeners.push(listen);
  }

  /** @returns the command's id */
  command(
    command: Command,
    { conditions, target, id = newMessageId() }: { conditions?: Conditions; target?: string; id?: string } = {},
  ): string {
    this.say({ t: "cmd", id, d: { command, ...(conditions && { conditions }), ...(target !== undefined && { target }) } });
    return id;
  }

  /** A command, and what became of it. */
  async do(command: Command, options: { conditions?: Conditions; target?: string; id?: string } = {}): Promise<Of<"ack"> | Of<"nack">> {
    const id = this.command(command, options);
    return waitFor(
      async () => this.messages.filter((message) => message.t === "ack" || message.t === "nack").find(({ re }) => re === id),
      `the answer to ${command.type}`,
    );
  }

  /** The first message of a kind, now or to come, that `fits`. */
  async next<Type extends Kind>(type: Type, fits: (message: Of<Type>) => boolean = () => true): Promise<Of<Type>> {
    return waitFor(async () => {
      const found = this.messages.filter((message): message is Of<Type> => message.t === type).find(fits);
      if (!found && this.closed !== undefined) throw new Error(`closed with ${this.closed.code} before ${type}`);
      return found;
    }, type);
  }

  /** Until what it holds of the session `fits`. */
  async holds(fits: (parts: Parts) => boolean | undefined, what: string): Promise<Parts> {
    return waitFor(async () => fits(this.parts) && this.parts, what);
  }

  async ended(): Promise<number> {
    return (await waitFor(async () => this.closed, "the end of the connection")).code;
  }

  leave(): void {
    this.#socket.close();
  }

  #take(text: string): void {
    if (text === "pong") return;
    // Written by the object.
    const message = JSON.parse(text) as ServerMessage;
    this.messages.push(message);
    if (message.t === "welcome" || message.t === "state") {
      const { revision, state, queue, devices, jam } = message.d;
      this.revision = revision;
      this.parts = { ...this.parts, ...(state && { state }), ...(queue && { queue }), ...(devices && { devices }), ...(jam && { jam }) };
    }
    this.#characters += text.length;
    if (this.#characters >= connectSocketLimits.seenEvery / 2) {
      this.#characters = 0;
      this.say({ t: "seen", d: { revision: this.revision } });
    }
    for (const listen of this.#listeners) listen(message);
  }
}

export function newMessageId(): string {
  return randomBytes(12).toString("base64url");
}
