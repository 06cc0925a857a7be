/** What the shell leaves open: what tells a listener's own session from a jam. */
import type { ConnectViewer } from "../../contracts/connect-session.ts";
import type { Handled, Hub, Incoming, Parts } from "../../domain/connect/hub.ts";
import type { DeviceDescription } from "../../domain/connect/schema.ts";
import type { ListedDevice } from "../../domain/connect/session.ts";
import type { Waker } from "./waker.ts";

export type SessionRules<State extends Hub> = {
  /** Before anything was stored. */
  empty: State;
  handle(state: State, incoming: Incoming, now: number): Omit<Handled, "hub"> & { hub: State };
  partsSince(state: State, since: number | undefined): Partial<Parts>;
  /** When time alone brings about something next, in milliseconds since 1970. */
  nextDeadline(state: State): number | undefined;
  mayStay(state: State, account: string): boolean;
  /** Whether one more may connect. @param others who are connected */
  hasRoom(viewer: ConnectViewer, others: readonly ConnectViewer[]): boolean;
  /** What a command of an account's is remembered by. */
  keyOf(account: string, commandId: string): string;
  /** What the session is called. */
  nameOf(state: State, account: string): string;
  /** The device as the session lists it. */
  list(state: State, account: string, device: DeviceDescription): ListedDevice | Promise<ListedDevice>;
  /** Absent: no device is called. */
  waker?: Waker;
  /** Whom a ticket of an account's lets in; undefined or null: nobody. */
  redeem(account: string, secretHash: string): ConnectViewer | null | undefined | Promise<ConnectViewer | null>;
};
