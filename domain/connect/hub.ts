/**
 * The middle of a session: what comes in from devices and from the Web API, what is to be stored, and what goes out to whom.
 * Pure, so that a simulator runs it as the object does (durable-objects/connect-session), which stores before anything goes out.
 */
import { carryOut } from "./command.ts";
import { addressGone, deviceCame, deviceWent, refusalOfDevice, timePassed } from "./devices.ts";
import { windowOf } from "./queue.ts";
import { takeReady, takeReport } from "./report.ts";
import type { Command, Conditions, ConnectRefusal, Report, Terms } from "./schema.ts";
import {
  changed,
  deviceOf,
  isPlaying,
  refuse,
  viewOf,
  type Device,
  type ListedDevice,
  type Session,
  type SessionView,
  type Step,
} from "./session.ts";
import { reanchor } from "./anchor.ts";

export type QueueView = ReturnType<typeof windowOf>;
export type DeviceView = Omit<Device, "seen_at" | "app"> & { active: boolean; wakeable: boolean };

/** What devices are told of a session, each part whole. */
export type Parts = { state: SessionView; queue: QueueView; devices: DeviceView[] };
type PartName = keyof Parts;

export type Hub = {
  session: Session;
  /** The revision in which each part changed last. */
  partRevisions: Record<PartName, number>;
};

export function createHub(session: Session): Hub {
  return { session, partRevisions: { state: session.revision, queue: session.revision, devices: session.revision } };
}

export type Incoming =
  | { type: "hello"; device: ListedDevice }
  | { type: "gone"; device: string }
  /** `terms`: absent where the plan allows everything. */
  | { type: "report"; device: string; report: Report; terms?: Terms }
  | { type: "ready"; device: string; transfer: string }
  /** A device could not do what it was asked, or can't take the playback that is on its way to it. `re`: the command's id, or the transfer's. */
  | { type: "exec.fail"; device: string; re: string }
  /** Nobody answers where the device could be called. */
  | { type: "unreachable"; device: string }
  /** `device`: where it came from; null: the Web API. `uris`: the tracks of what `play` names. */
  | {
      type: "command";
      id: string;
      command: Command;
      conditions: Conditions;
      device: string | null;
      /** Whose wish it is. */
      account?: string;
      target?: string;
      uris: readonly string[];
      terms: Terms;
      seed?: number;
    }
  /** Nothing but time passed. */
  | { type: "tick" };

export type Outgoing =
  /** In one piece: who has a revision has all of it. */
  | { to: "everyone"; revision: number; parts: Partial<Parts> }
  | { to: string; exec: { id: string; command: Command } & Pick<Parts, "state" | "queue"> }
  /** To a device that sleeps. `from`: what the device is called that asked for it; null: it was none. */
  | { to: string; call: { transfer: string; from: string | null; uri: string | null } }
  | { to: string; offer: { transfer: string } & Pick<Parts, "state" | "queue"> }
  | { to: string; commit: { transfer: string; epoch: number; to: string; at: number; position_ms: number } };

export type Handled = {
  hub: Hub;
  refusal?: { code: ConnectRefusal; message: string };
  /** In this order, once the session is stored. */
  outgoing: Outgoing[];
};

/** How far ahead devices agree on the moment of a transfer: both have to have heard of it, milliseconds. */
export const commitLeadMs = 400;

/** @param now milliseconds since 1970 */
export function handle(hub: Hub, incoming: Incoming, now: number): Handled {
  const handled = take(hub, incoming, now);
  const { session } = handled.hub;
  const { transfer } = session;
  if (incoming.type !== "hello" || handled.refusal || !transfer?.call || transfer.to !== incoming.device.id) return handled;
  // Whoever was called has come, and what waited is asked now. One broadcast tells of both.
  const { uri: _uri, ...called } = transfer.call;
  const asked = { type: "command", id: transfer.id, conditions: {}, device: null, target: transfer.to, ...called } as const;
  const done = take(withSession(handled.hub, changed(session, { transfer: null })), asked, now);
  const outgoing = done.outgoing.filter(({ to }) => to !== "everyone");
  return { hub: done.hub, outgoing: [...outgoing, ...broadcast(hub, done.hub)] };
}

function take(hub: Hub, incoming: Incoming, now: number): Handled {
  const passed = timePassed(hub.session, now);
  const step = stepOf(passed, incoming, now);
  const session = step.session ?? passed;
  const next = withSession(hub, session);
  const refusal = step.refusal && { code: step.refusal, message: step.message };
  return { hub: next, ...(refusal && { refusal }), outgoing: [...directed(hub.session, session, incoming), ...broadcast(hub, next)] };
}

function stepOf(session: Session, incoming: Incoming, now: number): Step {
  switch (incoming.type) {
    case "hello":
      return refusalOfDevice(session, incoming.device) ?? { session: deviceCame(session, incoming.device, now) };
    case "gone":
      return { session: deviceWent(session, incoming.device, now) };
    case "report":
      return takeReport(session, incoming.device, incoming.report, now, incoming.terms);
    case "ready":
      return takeReady(session, incoming.device, incoming.transfer, now + commitLeadMs);
    case "exec.fail":
      return takeFailure(session, incoming, now);
    case "unreachable":
      return { session: addressGone(session, incoming.device) };
    case "command":
      return carryOut(session, { ...incoming, from: incoming.device, now });
    case "tick":
    default:
      return { session };
  }
}

/** Playback stands still where it waits for that very command; what else could not be done leaves it as it is. */
function takeFailure(session: Session, { device, re }: Extract<Incoming, { type: "exec.fail" }>, now: number): Step {
  const { transfer } = session;
  if (transfer?.to === device && transfer.id === re) return { session: changed(session, { transfer: null }) };
  if (session.active !== device) return refuse("STALE_EPOCH", "Another device has the playback.");
  if (session.asked !== re) return { session };
  return { session: isPlaying(session) ? changed(session, { anchor: reanchor(session.anchor, now, 0) }) : session };
}

export function partsOf(session: Session): Parts {
  const devices = session.devices.map(({ seen_at: _seen, app: _app, wakeable = false, ...device }) => ({
    ...device,
    wakeable,
    active: device.id === session.active,
  }));
  return { state: viewOf(session), queue: windowOf(session.queue), devices };
}

const partNames: readonly PartName[] = ["state", "queue", "devices"];

/** The hub with its session as it became, in whose revision those parts changed that look different now. */
export function withSession({ session: before, partRevisions }: Hub, after: Session): Hub {
  if (before === after) return { session: after, partRevisions };
  const [was, is] = [partsOf(before), partsOf(after)];
  const revisions = { ...partRevisions };
  for (const part of partNames) if (JSON.stringify(was[part]) !== JSON.stringify(is[part])) revisions[part] = after.revision;
  return { session: after, partRevisions: revisions };
}

/**
 * What a device that holds `since` has to be told; undefined: it holds nothing. It is told this before anything else: whoever has
 * heard of one change alone would later ask only for what came after it.
 */
export function partsSince({ session, partRevisions }: Hub, since: number | undefined): Partial<Parts> {
  const parts = partsOf(session);
  // Who is ahead has seen what was never stored, and starts anew.
  if (since === undefined || since > session.revision) return parts;
  return Object.fromEntries(partNames.filter((part) => partRevisions[part] > since).map((part) => [part, parts[part]]));
}

export function broadcast(before: Hub, after: Hub): Outgoing[] {
  if (before.session === after.session) return [];
  return [{ to: "everyone", revision: after.session.revision, parts: partsSince(after, before.session.revision) }];
}

/** The device that a command is carried out by. */
function executorOf({ command, target }: Extract<Incoming, { type: "command" }>, { active }: Session): string | null {
  if (command.type === "device.forget") return null;
  return command.type === "volume" ? (target ?? command.device ?? active) : active;
}

/** What only some devices are told. */
function directed(before: Session, after: Session, incoming: Incoming): Outgoing[] {
  if (before === after) return [];
  const { transfer } = after;
  if (transfer?.call && transfer.id !== before.transfer?.id) {
    const asking = incoming.type === "command" ? deviceOf(after, incoming.device) : undefined;
    return [{ to: transfer.to, call: { transfer: transfer.id, from: asking?.name ?? null, uri: transfer.call.uri } }];
  }
  const { state, queue } = partsOf(after);
  const outgoing: Outgoing[] = [];
  const executing = incoming.type === "command" ? executorOf(incoming, after) : null;
  if (incoming.type === "command" && executing !== null)
    outgoing.push({ to: executing, exec: { id: incoming.id, command: incoming.command, state, queue } });
  // A device that comes back by another connection may not have heard of what waits for it.
  const isBack = incoming.type === "hello" && transfer?.to === incoming.device.id;
  if (transfer && !transfer.call && (transfer.id !== before.transfer?.id || isBack))
    outgoing.push({ to: transfer.to, offer: { transfer: transfer.id, state, queue } });
  if (incoming.type === "ready" && before.transfer) {
    const commit = {
      transfer: before.transfer.id,
      epoch: after.epoch,
      to: before.transfer.to,
      at: after.anchor.at,
      position_ms: after.anchor.position_ms,
    };
    if (before.transfer.from !== null) outgoing.push({ to: before.transfer.from, commit });
    outgoing.push({ to: before.transfer.to, commit });
  }
  return outgoing;
}
