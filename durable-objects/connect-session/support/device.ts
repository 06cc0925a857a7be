/** A device at its end of a session's socket. */
import {
  connectPong,
  connectVersion,
  serverMessageSchema,
  type ConnectParts,
  type DeviceMessage,
  type ServerMessage,
  type WakeAddress,
} from "../../../contracts/connect.ts";
import { sessionUpgrade, type ConnectViewer } from "../../../contracts/connect-session.ts";
import type { Unversioned } from "../../../contracts/versioned.ts";
import type { Command, Conditions, DeviceDescription } from "../../../domain/connect/schema.ts";
import { description, randomId, viewerOf, type Stub } from "./sessions.ts";

type Kind = ServerMessage["t"];
type Of<Type extends Kind> = Extract<ServerMessage, { t: Type }>;
type Said = Unversioned<DeviceMessage>;

export type Session = { account: string; stub: Stub };
/** A listener's own session, or a jam. */
type Door = { account: string; stub: Pick<Stub, "fetch"> };
type Joining = { viewer?: Partial<ConnectViewer>; since?: number; device?: Partial<DeviceDescription>; wake?: WakeAddress };

export class Device {
  readonly socket: WebSocket;
  readonly id: string;
  /** Everything that came, in order; what is waited for is taken away. */
  readonly messages: ServerMessage[] = [];
  /** What it holds of the session. */
  readonly parts: ConnectParts = {};
  revision: number | undefined;
  /** Characters of all that came. */
  characters = 0;
  closed: { code: number; reason: string } | undefined;
  #waiting: (() => void)[] = [];

  private constructor(socket: WebSocket, id: string) {
    this.socket = socket;
    this.id = id;
    socket.addEventListener("message", ({ data }) => {
      if (data === connectPong) return;
      this.characters += String(data).length;
      this.#hear(serverMessageSchema.parse(JSON.parse(String(data))));
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
    socket.accept();
  }

  /** @returns the status when there is no socket */
  static async connect({ account, stub }: Door, id: string, viewer: Partial<ConnectViewer> = {}): Promise<Device | number> {
    const { url, headers } = sessionUpgrade(viewerOf(account, viewer));
    const response = await stub.fetch(url, { headers });
    return response.webSocket ? new Device(response.webSocket, id) : response.status;
  }

  /** Connected, before its hello. */
  static async open(session: Door, id: string, viewer: Partial<ConnectViewer> = {}): Promise<Device> {
    const device = await Device.connect(session, id, viewer);
    if (typeof device === "number") throw new Error(`refused with ${device}`);
    return device;
  }

  /** Connected, and welcome. */
  static async join(session: Door, id: string, { viewer = {}, ...more }: Joining = {}): Promise<Device> {
    const device = await Device.open(session, id, viewer);
    await device.greet(more);
    return device;
  }

  async greet({ since, device = {}, wake }: Omit<Joining, "viewer"> = {}): Promise<Of<"welcome">> {
    const id = randomId();
    const more = { ...(since !== undefined && { since }), ...(wake && { wake }) };
    this.say({ t: "hello", id, d: { device: description(this.id, device), ...more } });
    return this.next("welcome", ({ re }) => re === id);
  }

  say(message: Said): void {
    this.socket.send(JSON.stringify({ v: connectVersion, ...message }));
  }

  /** @returns the command's id */
  command(command: Command, more: { id?: string; conditions?: Conditions; target?: string } = {}): string {
    const { id = randomId(), ...others } = more;
    this.say({ t: "cmd", id, d: { command, ...others } });
    return id;
  }

  /** @returns the revision that the command made, or why it was refused */
  async do(command: Command, more: { id?: string; conditions?: Conditions; target?: string } = {}): Promise<number | string> {
    const id = this.command(command, more);
    const answer = await this.#find((message) => (message.t === "ack" || message.t === "nack") && message.re === id);
    return answer.t === "ack" ? answer.d.revision : answer.t === "nack" ? answer.d.code : "";
  }

  /** That many answers to commands, now or to come. */
  async answers(count: number): Promise<(Of<"ack"> | Of<"nack">)[]> {
    for (;;) {
      const answers = this.messages.filter((message) => message.t === "ack" || message.t === "nack");
      if (answers.length >= count) return answers;
      if (this.closed) throw new Error(`closed with ${this.closed.code}`);
      await this.#something();
    }
  }

  /** The first message of a kind, now or to come, that `fits`; it and all before it are taken away. */
  async next<Type extends Kind>(type: Type, fits: (message: Of<Type>) => boolean = () => true): Promise<Of<Type>> {
    const found = await this.#find((message) => isOf(message, type) && fits(message));
    if (isOf(found, type)) return found;
    throw new Error("nobody gets here");
  }

  async #find(fits: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    for (;;) {
      const index = this.messages.findIndex(fits);
      const [found] = index >= 0 ? this.messages.splice(0, index + 1).slice(-1) : [];
      if (found) return found;
      if (this.closed) throw new Error(`closed with ${this.closed.code}`);
      await this.#something();
    }
  }

  /** Waits until it has heard of a revision. */
  async reaches(revision: number): Promise<void> {
    while ((this.revision ?? -1) < revision) {
      if (this.closed) throw new Error(`closed with ${this.closed.code}`);
      await this.#something();
    }
  }

  /** @returns the code that the server closed with */
  async ended(): Promise<number> {
    while (!this.closed) await this.#something();
    return this.closed.code;
  }

  /** Gone, and the session knows. */
  leave(): void {
    this.socket.close(1000, "gone");
  }

  #hear(message: ServerMessage): void {
    this.messages.push(message);
    if (message.t === "welcome" || message.t === "state") {
      const { state, queue, devices, jam, revision } = message.d;
      Object.assign(this.parts, { ...(state && { state }), ...(queue && { queue }), ...(devices && { devices }), ...(jam && { jam }) });
      this.revision = revision;
    }
    this.#wake();
  }

  async #something(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function isOf<Type extends Kind>(message: ServerMessage, type: Type): message is Of<Type> {
  return message.t === type;
}
