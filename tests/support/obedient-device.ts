/** A device of a listener's session that does what it is asked, as a program holds it over the network (contracts/connect.ts). */
import { randomBytes } from "node:crypto";
import { connectVersion, type DeviceMessage, type ServerMessage } from "../../contracts/connect.ts";
import { positionAt } from "../../domain/connect/anchor.ts";
import { commandTypes, type Command, type DeviceDescription } from "../../domain/connect/schema.ts";
import { waitFor } from "./runtime.ts";

type Kind = ServerMessage["t"];
type Of<Type extends Kind> = Extract<ServerMessage, { t: Type }>;
type Said = DeviceMessage extends infer Message ? (Message extends { v: 1 } ? Omit<Message, "v"> : never) : never;

export class ObedientDevice {
  readonly description: DeviceDescription;
  readonly messages: ServerMessage[] = [];
  readonly #socket: WebSocket;
  #clockOffset = 0;

  private constructor(socket: WebSocket, description: DeviceDescription) {
    this.#socket = socket;
    this.description = description;
    socket.addEventListener("message", ({ data }) => {
      // Written by the object.
      this.#hear(JSON.parse(String(data)) as ServerMessage);
    });
  }

  /** Connected, and welcome. @param token covers what its role asks for @param more of how it describes itself */
  static async open(url: string, token: string, more: Partial<DeviceDescription> = {}): Promise<ObedientDevice> {
    const headers = { authorization: `Bearer ${token}` };
    // Node's WebSocket takes headers; the types are those of browsers.
    const socket = new WebSocket(`${url.replace("http", "ws")}/connect`, { headers } as never);
    const description: DeviceDescription = {
      id: randomBytes(9).toString("base64url"),
      name: "A speaker",
      kind: "speaker",
      roles: ["player", "controller"],
      commands: [...commandTypes],
      formats: ["audio/ogg; codecs=vorbis"],
      volume_steps: 100,
      ...more,
    };
    const device = new ObedientDevice(socket, description);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    device.#say({ t: "hello", id: idOfMessage(), d: { device: description } });
    await device.next("welcome");
    return device;
  }

  get id(): string {
    return this.description.id;
  }

  /** What it was asked to do so far, in order. */
  get executed(): Command[] {
    return this.messages.filter((message) => message.t === "exec").map(({ d }) => d.command);
  }

  /** The first message of a kind, now or to come, that `fits`. */
  async next<Type extends Kind>(type: Type, fits: (message: Of<Type>) => boolean = () => true): Promise<Of<Type>> {
    return waitFor(async () => this.messages.filter((message): message is Of<Type> => message.t === type).find(fits), type);
  }

  leave(): void {
    this.#socket.close();
  }

  #hear(message: ServerMessage): void {
    this.messages.push(message);
    if (message.t === "welcome") this.#clockOffset = message.d.server_time - Date.now();
    if (message.t === "welcome" || message.t === "state") this.#say({ t: "seen", d: { revision: message.d.revision } });
    if (message.t === "transfer.offer") this.#say({ t: "transfer.ready", d: { transfer: message.d.transfer } });
    if (message.t === "exec") this.#execute(message);
  }

  #execute({ id, d: { epoch, state, queue } }: Of<"exec">): void {
    this.#say({ t: "exec.ok", re: id, d: {} });
    if (!queue.current) return;
    const at = Date.now() + this.#clockOffset;
    const position_ms = positionAt(state.anchor, at);
    this.#say({ t: "report", d: { epoch, uid: queue.current.uid, status: state.playing ? "playing" : "paused", position_ms, at } });
  }

  #say(message: Said): void {
    this.#socket.send(JSON.stringify({ v: connectVersion, ...message }));
  }
}

function idOfMessage(): string {
  return randomBytes(12).toString("base64url");
}
