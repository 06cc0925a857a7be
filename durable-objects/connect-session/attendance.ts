/** Who may stay on a session's sockets, and who not any more. */
import { connectSocketLimits, type ConnectCloseReason } from "../../contracts/connect.ts";
import type { Connection } from "./connection.ts";
import { textOf } from "./messages.ts";
import type { Sockets } from "./sockets.ts";

export type AttendanceHost = {
  sockets: Sockets;
  mayStay(account: string): boolean;
  /** A device has no socket any more. */
  onLeft(device: string): void;
  /** Milliseconds since 1970. */ now(): number;
};

export class Attendance {
  readonly #host: AttendanceHost;

  constructor(host: AttendanceHost) {
    this.#host = host;
  }

  get connections(): Connection[] {
    return this.#host.sockets.open;
  }

  dismiss(connection: Connection, reason: ConnectCloseReason): void {
    const device = this.#host.sockets.end(connection, reason, this.#host.now());
    if (device !== null) this.#host.onLeft(device);
  }

  /** After something was told: whoever does not keep up, or was told that they are in it no more. */
  closeLeftBehind(): void {
    const host = this.#host;
    const now = host.now();
    for (const connection of host.sockets.greeted) if (connection.isStalled(now)) this.dismiss(connection, "slow");
    for (const connection of this.connections) if (!host.mayStay(connection.is.viewer.asker.account)) this.dismiss(connection, "ended");
  }

  /** What time alone brings about. Whose token is about to expire is asked for another. */
  review(): void {
    const now = this.#host.now();
    for (const connection of this.connections) {
      const reason = this.#host.sockets.reasonToEnd(connection, now);
      const { viewer, asked } = connection.is;
      if (reason) this.dismiss(connection, reason);
      else if (!asked && viewer.expires_at - now <= connectSocketLimits.renewalLeadMs) {
        connection.update({ asked: true });
        connection.post(textOf({ t: "auth.refresh", d: { expires_at: viewer.expires_at } }), now);
      }
    }
  }

  /** When `review` has something to do next, in milliseconds since 1970; undefined: nobody is here. */
  nextReview(): number | undefined {
    return this.#host.sockets.nextReview();
  }

  closeExpired(now: number): void {
    for (const connection of this.connections) if (connection.is.viewer.expires_at <= now) this.dismiss(connection, "unauthorized");
  }

  /** One after the other: whoever is asked first reads the list for all. */
  async closeRevoked(isRevoked: (session: string) => Promise<boolean>): Promise<void> {
    for (const connection of this.connections) {
      if (await isRevoked(connection.is.viewer.session)) this.dismiss(connection, "unauthorized");
    }
  }
}
