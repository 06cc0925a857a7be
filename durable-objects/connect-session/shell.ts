/** The shell that a listener's session and a jam have in common: sockets that sleep, an alarm, and everything in its turn. */
import { DurableObject } from "cloudflare:workers";
import { connectPing, connectPong, type DeviceMessage, type WakeAddress } from "../../contracts/connect.ts";
import { connectViewerHeader, readConnectViewer, type ConnectSessionObject } from "../../contracts/connect-session.ts";
import type { ContentService } from "../../contracts/content.ts";
import { ClientError, statusOf } from "../../contracts/errors.ts";
import type { Hub } from "../../domain/connect/hub.ts";
import { Dismissal } from "../../frame/dismissal.ts";
import { describeFault, writeLine } from "../../frame/request-log.ts";
import { revocationsOf, type RevocationsNamespace } from "../../frame/revocations.ts";
import { Alarm } from "./alarm.ts";
import { Conductor } from "./conductor.ts";
import type { Connection } from "./connection.ts";
import { findTracksBy } from "./context-tracks.ts";
import { errorOf, textOf } from "./messages.ts";
import type { SessionRules } from "./rules.ts";
import { Sockets } from "./sockets.ts";
import { SessionStore } from "./store.ts";
import { Turns } from "./turns.ts";
import type { Asked } from "./waker.ts";

export type Bindings = {
  REVOCATIONS: RevocationsNamespace;
  CONTENT: Fetcher;
  /** A private ES256 key as JSON Web Key: push services know this service by it. */
  PUSH_KEY: string;
  /** Push services that devices may be called by, separated by spaces; `*.` stands for any name before it. */
  PUSH_HOSTS: string;
  ORIGIN: string;
  CONNECT_SESSIONS: { getByName(account: string): Pick<ConnectSessionObject, "redeemTicket"> };
};

/** Commands that wait for their turn at most: one that waits for a context holds up all others. */
const turnsAtMost = 200;

/** @typeParam State what is kept: a session, or a jam with the session in it */
export abstract class Shell<State extends Hub> extends DurableObject<Bindings> {
  protected readonly store: SessionStore<State>;
  protected readonly conductor: Conductor<State>;
  readonly #rules: SessionRules<State>;
  readonly #sockets: Sockets;
  readonly #alarm: Alarm;
  readonly #dismissal: Dismissal;
  readonly #turns = new Turns();

  constructor(context: DurableObjectState, env: Bindings, createRules: (store: SessionStore<State>) => SessionRules<State>) {
    super(context, env);
    this.store = new SessionStore(context.storage);
    this.#rules = createRules(this.store);
    this.#sockets = new Sockets(context);
    const findTracks = findTracksBy(env.CONTENT as Fetcher & ContentService);
    this.conductor = new Conductor({
      rules: this.#rules,
      store: this.store,
      sockets: this.#sockets,
      findTracks,
      call: (device, address, asked) => context.waitUntil(this.#call(device, address, asked)),
      now: () => Date.now(),
    });
    this.#alarm = new Alarm(context.storage);
    this.#dismissal = new Dismissal({
      isRevoked: (session, now) => revocationsOf(env.REVOCATIONS, caches.default).isRevoked(session, now),
      // Everything comes in turn as it is.
      hold: (work) => work(),
    });
    context.setWebSocketAutoResponse(new WebSocketRequestResponsePair(connectPing, connectPong));
    void context.blockConcurrencyWhile(async () => {
      await this.#alarm.recall();
      this.conductor.settle();
      this.#arm();
    });
  }

  /** The upgrade that `sessionUpgrade` of the contract describes. */
  override fetch(request: Request): Response {
    try {
      if (request.headers.get("upgrade") !== "websocket") throw new ClientError("not_found");
      const { 0: client, 1: server } = new WebSocketPair();
      const viewer = readConnectViewer(request.headers.get(connectViewerHeader));
      if (!this.#rules.mayStay(this.conductor.state, viewer.asker.account)) throw new ClientError("not_found");
      const others = this.#sockets.open.map(({ is }) => is.viewer);
      if (!this.#rules.hasRoom(viewer, others)) throw new ClientError("rate_limited");
      this.#sockets.accept(server, viewer, Date.now());
      this.#arm();
      return new Response(null, { status: 101, webSocket: client });
    } catch (error) {
      const code = error instanceof ClientError ? error.code : "internal";
      return new Response(code, { status: statusOf(code) });
    }
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    const connection = this.#sockets.of(socket);
    // What a socket that was closed had sent before it knew is heeded no more.
    if (!connection.isOpen) return;
    const message = this.conductor.admit(connection, data);
    if (message?.t === "cmd" && this.isCrowded) this.conductor.refuse(connection, message);
    else if (message) await this.#receive(connection, message);
    this.#arm();
  }

  async #receive(connection: Connection, message: DeviceMessage): Promise<void> {
    try {
      await this.inTurn(() => this.conductor.receive(connection, message));
    } catch (error) {
      const re = "id" in message ? { re: message.id } : {};
      connection.post(textOf(errorOf("internal", re)), Date.now());
      report("connect-message", error);
    }
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    await this.inTurn(() => this.conductor.leave(this.#sockets.of(socket)));
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.inTurn(() => this.conductor.leave(this.#sockets.of(socket)));
  }

  override async alarm(): Promise<void> {
    this.#alarm.forget();
    await this.inTurn(() => this.conductor.review(), { always: true });
  }

  /** A call that fails harms nothing: what waits for the device goes back by time. */
  async #call(device: string, address: WakeAddress, asked: Asked): Promise<void> {
    try {
      const outcome = await this.#rules.waker?.call(device, address, asked);
      if (outcome === "gone") await this.inTurn(() => this.conductor.forgetAddress(device, address));
    } catch (error) {
      report("connect-call", error);
    }
  }

  protected get isCrowded(): boolean {
    return this.#turns.waiting >= turnsAtMost;
  }

  /** One after the other, since a command may wait for what its context holds; and only for those who may still be here. */
  protected async inTurn<Value>(work: () => Value | Promise<Value>, options?: { always: boolean }): Promise<Value> {
    return this.#turns.take(async () => {
      try {
        await this.#dismissal.run(this.conductor.attendance, Date.now(), options);
        return await work();
      } finally {
        this.#arm();
      }
    });
  }

  #arm(): void {
    this.#alarm.plan(this.conductor.nextReview(), Date.now());
  }
}

function report(task: string, error: unknown): void {
  const at = new Date().toISOString();
  writeLine({
    kind: "work",
    at,
    worker: "connect-session",
    task,
    outcome: "failed",
    count: 1,
    ms: 0,
    fault: describeFault(error),
  });
}
