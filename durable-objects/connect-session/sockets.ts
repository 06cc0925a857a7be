/** The sockets of a session, which sleep when nothing happens. */
import { connectCloseCodes, connectSocketLimits, type ConnectCloseReason } from "../../contracts/connect.ts";
import type { ConnectViewer } from "../../contracts/connect-session.ts";
import { Connection } from "./connection.ts";
import { textOf } from "./messages.ts";

type Platform = Pick<DurableObjectState, "acceptWebSocket" | "getWebSockets" | "getWebSocketAutoResponseTimestamp">;

const { silenceMs, renewalLeadMs, stalledMs } = connectSocketLimits;

export class Sockets {
  readonly #platform: Platform;
  readonly #known = new WeakMap<WebSocket, Connection>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  get open(): Connection[] {
    return this.#platform
      .getWebSockets()
      .map((socket) => this.of(socket))
      .filter(({ isOpen }) => isOpen);
  }

  of(socket: WebSocket): Connection {
    const connection = this.#known.get(socket) ?? Connection.of(socket);
    this.#known.set(socket, connection);
    return connection;
  }

  /** Those that are told what changes: devices that have said hello. */
  get greeted(): Connection[] {
    return this.open.filter(({ is }) => is.device !== null);
  }

  /** The connection of a device that has said hello. */
  ofDevice(device: string): Connection | undefined {
    return this.open.find(({ is }) => is.device === device);
  }

  accept(socket: WebSocket, viewer: ConnectViewer, now: number): void {
    this.#platform.acceptWebSocket(socket);
    this.#known.set(socket, Connection.begin(socket, viewer, now));
  }

  /** @returns the device that was at its other end */
  end(connection: Connection, reason: ConnectCloseReason, now: number): string | null {
    const { device } = connection.is;
    connection.post(textOf({ t: "bye", d: { code: reason } }), now);
    connection.update({ device: null });
    connection.close(connectCloseCodes[reason], reason);
    return device;
  }

  /** Why a connection is at its end now. */
  reasonToEnd(connection: Connection, now: number): ConnectCloseReason | undefined {
    if (connection.is.viewer.expires_at <= now) return "unauthorized";
    if (this.#silentFrom(connection) <= now) return "silent";
    return connection.isStalled(now) ? "slow" : undefined;
  }

  #silentFrom({ is, socket }: Connection): number {
    // Whoever never says hello can ping as they like.
    const pinged = is.device === null ? 0 : (this.#platform.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0);
    return Math.max(pinged, is.heardAt) + silenceMs;
  }

  /** When the first of them is to be looked at next, in milliseconds since 1970; undefined when nobody is here. */
  nextReview(): number | undefined {
    const times = this.open.flatMap((connection) => {
      const { viewer, asked, behindSince } = connection.is;
      const ofToken = asked ? viewer.expires_at : viewer.expires_at - renewalLeadMs;
      return [ofToken, this.#silentFrom(connection), behindSince === null ? Number.POSITIVE_INFINITY : behindSince + stalledMs];
    });
    return times.length === 0 ? undefined : Math.min(...times);
  }
}
