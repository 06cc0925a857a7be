/** The connection to the session: kept up, renewed, told apart from a dead one, and begun anew where it ends. */
import { setTimeout as sleep } from "node:timers/promises";
import { randomBytes } from "node:crypto";
import { connectCloseCodes, connectPing, connectPong, type DeviceMessage, type ServerMessage } from "../../contracts/connect.ts";
import {
  clockRound,
  errorOf,
  newRound,
  nextQuestion,
  offsetOf,
  unknownClock,
  withGreeting,
  withSample,
  type ClockEstimate,
} from "../../domain/connect/clock.ts";
import type { DeviceDescription } from "../../domain/connect/schema.ts";
import { localTime } from "./line.ts";
import { Stop } from "./login.ts";
import { Refused, type Service } from "./service.ts";

type Parts = {
  service: Service;
  description: DeviceDescription;
  /** The revision that this device holds. */
  since: () => number | undefined;
  onMessage: (message: ServerMessage) => void;
};

type Welcome = Extract<ServerMessage, { t: "welcome" }>["d"];

/** Waits between attempts, milliseconds: at random up to twice as long each time, so that not all come back at once. */
const firstWait = 500;
const longestWait = 15_000;
/** After having been told to go away, milliseconds. */
const penance = 60_000;

export class Connection {
  readonly #parts: Parts;
  #socket: WebSocket | undefined;
  #isWelcome = false;
  #clock: ClockEstimate = unknownClock;
  #question: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #isFresh = false;
  #heardAt = 0;
  #unseen = 0;
  #limits: Welcome["limits"] | undefined;
  #isOver = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @returns what the server's clock says when this device's says `local`, milliseconds since 1970 */
  serverTime(local: number): number {
    return local + (offsetOf(this.#clock) ?? 0);
  }

  localTime(server: number): number {
    return server - (offsetOf(this.#clock) ?? 0);
  }

  /** How far off that may be at most, milliseconds. */
  get clockError(): number {
    return errorOf(this.#clock, localTime());
  }

  /** What can't be said now is not said: reports that are late are wrong. */
  send(message: DeviceMessage): void {
    if (this.#isWelcome) this.#post(message);
  }

  /** Ends when the device may not come back. @throws Stop that says why */
  async run(): Promise<never> {
    for (;;) {
      const code = await this.#connectOnce();
      this.#isWelcome = false;
      this.#attempts += 1;
      await sleep(this.#waitAfter(code));
    }
  }

  close(): void {
    this.#isOver = true;
    if (this.#isWelcome) this.#post({ v: 1, t: "bye", d: {} });
    this.#socket?.close(1000);
  }

  #post(message: DeviceMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** @returns how it ended: the code of the close frame */
  async #connectOnce(): Promise<number> {
    try {
      const ticket = await this.#parts.service.ticket(this.#isFresh);
      this.#isFresh = false;
      return await this.#converse(`${this.#parts.service.server.replace(/^http/, "ws")}/connect?ticket=${ticket}`);
    } catch (error) {
      if (error instanceof Stop) throw error;
      if (error instanceof Refused && error.status === 403) throw new Stop(error.message);
      if (error instanceof Refused && error.status === 401) this.#isFresh = true;
      console.error(`Not connected: ${error instanceof Error ? error.message : String(error)}`);
      return 1006;
    }
  }

  /** @throws Stop where coming back would be wrong */
  #waitAfter(code: number): number {
    if (this.#isOver) throw new Stop("");
    if (code === connectCloseCodes.replaced) throw new Stop("This device has come in by another connection: is it running twice?");
    if (code === connectCloseCodes.forbidden) throw new Stop("This device may not play here any more.");
    if (code === connectCloseCodes.unauthorized) this.#isFresh = true;
    if (code === connectCloseCodes.invalid || code === connectCloseCodes.flooded || code === connectCloseCodes.crowded) return penance;
    return Math.random() * Math.min(longestWait, firstWait * 2 ** this.#attempts);
  }

  #converse(address: string): Promise<number> {
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#unseen = 0;
    this.#heardAt = localTime();
    const life = setInterval(() => this.#checkLife(socket), 1000);
    return new Promise((resolve) => {
      socket.addEventListener("open", () => {
        const since = this.#parts.since();
        const d = { device: this.#parts.description, ...(since !== undefined && { since }) };
        this.#post({ v: 1, t: "hello", id: newId(), d });
      });
      socket.addEventListener("message", ({ data }) => this.#hear(String(data)));
      // It is followed by `close`.
      socket.addEventListener("error", () => {});
      socket.addEventListener("close", ({ code }) => {
        clearInterval(life);
        clearTimeout(this.#question);
        resolve(code);
      });
    });
  }

  /** Looks at the clock anew. */
  sampleClock(): void {
    this.#clock = newRound(this.#clock);
    this.#askTime();
  }

  #askTime(): void {
    clearTimeout(this.#question);
    this.#question = setTimeout(() => this.sampleClock(), clockRound.againMs);
    this.#post({ v: 1, t: "time", d: { sent: localTime() } });
  }

  #takeTime({ sent, server_time: server }: Extract<ServerMessage, { t: "time" }>["d"]): void {
    this.#clock = withSample(this.#clock, { sent, server, received: this.#heardAt });
    const next = nextQuestion(this.#clock);
    if (next === undefined) return;
    clearTimeout(this.#question);
    this.#question = setTimeout(() => this.#askTime(), next);
  }

  /** A ping is answered without waking anybody; where nothing comes back, nobody is there. */
  #checkLife(socket: WebSocket): void {
    const third = (this.#limits?.silence_ms ?? 90_000) / 3;
    const silent = localTime() - this.#heardAt;
    if (silent > 2 * third) socket.close();
    else if (silent > third && socket.readyState === WebSocket.OPEN) socket.send(connectPing);
  }

  #hear(text: string): void {
    this.#heardAt = localTime();
    if (text === connectPong) return;
    // Written by the service; what is not known of it is left alone.
    const message = JSON.parse(text) as ServerMessage;
    if (message.t === "time") return this.#takeTime(message.d);
    if (message.t === "welcome") this.#begin(message.d);
    if (message.t === "auth.refresh") void this.#renew();
    if (message.t === "error") console.error(`${message.d.code}: ${message.d.message}`);
    if (message.t === "transfer.offer") this.sampleClock();
    this.#parts.onMessage(message);
    this.#see(text.length);
  }

  #begin(welcome: Welcome): void {
    this.#clock = withGreeting(this.#clock, { server: welcome.server_time, received: this.#heardAt });
    this.#askTime();
    this.#limits = welcome.limits;
    this.#attempts = 0;
    this.#isWelcome = true;
  }

  /** So the session knows that this device follows. */
  #see(characters: number): void {
    this.#unseen += characters;
    const revision = this.#parts.since();
    if (revision === undefined || this.#unseen < (this.#limits?.seen_every ?? 0) / 2) return;
    this.#unseen = 0;
    this.send({ v: 1, t: "seen", d: { revision } });
  }

  async #renew(): Promise<void> {
    try {
      this.send({ v: 1, t: "auth.refresh", id: newId(), d: { ticket: await this.#parts.service.ticket(true) } });
    } catch (error) {
      // The connection then ends, and the next one begins with a login.
      console.error(`Not renewed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function newId(): string {
  return randomBytes(12).toString("base64url");
}
