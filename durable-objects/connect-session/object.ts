import { connectMessageIdSchema, connectSocketLimits } from "../../contracts/connect.ts";
import type {
  CommandAnswer,
  ConnectSessionObject,
  ConnectViewer,
  SessionCommand,
  SessionSnapshot,
} from "../../contracts/connect-session.ts";
import type { Loan } from "../../domain/connect/jam.ts";
import { nextDeadline } from "../../domain/connect/devices.ts";
import { broadcast, createHub, handle, partsOf, partsSince, withSession, type Hub } from "../../domain/connect/hub.ts";
import { commandSchema, conditionsSchema } from "../../domain/connect/schema.ts";
import { emptySession, released } from "../../domain/connect/session.ts";
import { parseValue } from "../../frame/parse.ts";
import type { SessionRules } from "./rules.ts";
import { Shell, type Bindings } from "./shell.ts";
import type { SessionStore } from "./store.ts";
import { Waker } from "./waker.ts";

function rulesOf(store: SessionStore<Hub>, { PUSH_KEY: key, PUSH_HOSTS: hosts, ORIGIN: contact }: Bindings): SessionRules<Hub> {
  return {
    empty: createHub(emptySession),
    handle,
    partsSince,
    nextDeadline: ({ session }) => nextDeadline(session),
    mayStay: () => true,
    hasRoom,
    keyOf: (_, commandId) => commandId,
    nameOf: (_, account) => account,
    list: (_, _account, device) => device,
    ...(key && { waker: new Waker({ key, hosts, contact }) }),
    redeem: (_, secretHash) => store.takeTicket(secretHash, Date.now()),
  };
}

/** Apps leave room for the listener's own pages, and for one another. */
function hasRoom({ app }: ConnectViewer, others: readonly ConnectViewer[]): boolean {
  const { sockets, socketsOfApp, socketsOfApps } = connectSocketLimits;
  if (others.length >= sockets) return false;
  if (app === null) return true;
  const ofApps = others.filter((other) => other.app !== null);
  return ofApps.length < socketsOfApps && ofApps.filter((other) => other.app === app).length < socketsOfApp;
}

/** A listener's session, named by the account's id. One that nobody began holds nothing, whatever it is asked. */
export class ConnectSession extends Shell<Hub> implements ConnectSessionObject {
  constructor(context: DurableObjectState, env: Bindings) {
    super(context, env, (store) => rulesOf(store, env));
  }

  snapshot(): SessionSnapshot {
    const { session } = this.conductor.state;
    return { revision: session.revision, server_time: Date.now(), parts: partsOf(session) };
  }

  async command(asked: SessionCommand): Promise<CommandAnswer> {
    const id = parseValue(asked.id, connectMessageIdSchema);
    const command = parseValue(asked.command, commandSchema);
    const conditions = parseValue(asked.conditions, conditionsSchema);
    if (this.isCrowded) return { ok: false, code: "RATE_LIMITED", message: "Too many commands wait; try again later." };
    return this.inTurn(() => this.conductor.command({ ...asked, id, command, conditions }));
  }

  issueTicket(secretHash: string, viewer: ConnectViewer, until: number): void {
    this.store.keepTicket(secretHash, viewer, until, Date.now());
  }

  redeemTicket(secretHash: string): ConnectViewer | null {
    return this.store.takeTicket(secretHash, Date.now()) ?? null;
  }

  lend(): Loan {
    const { queue, anchor, speed, skips, epoch } = this.conductor.state.session;
    return { queue, anchor, speed, skips, epoch };
  }

  async release(epoch: number): Promise<void> {
    await this.inTurn(() => {
      const hub = this.conductor.state;
      const { session } = hub;
      if (session.epoch !== epoch || session.active === null) return;
      const next = withSession(hub, released(session, Date.now()));
      this.conductor.change(next, broadcast(hub, next));
    });
  }
}
