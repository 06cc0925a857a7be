/** Playback moves from one device to another: this one makes ready, begins, or falls silent. */
import type { ServerMessage } from "../../../contracts/connect.ts";
import { positionAt } from "../../../domain/connect/anchor.ts";
import type { Entry } from "../player.ts";
import { withFollower } from "./follow.ts";
import { entryOf, isSame, learn, start, andThen, type DeviceState, type Reaction } from "./state.ts";

/** Playback is to move here: its beginning has to be at hand first. */
export function offered(
  device: DeviceState,
  { transfer, state, queue }: Extract<ServerMessage, { t: "transfer.offer" }>["d"],
  now: number,
): Reaction {
  const known = learn(device, { state, queue }, device.session?.revision ?? 0);
  return prepareFor(known, transfer, now);
}

function prepareFor(device: DeviceState, transfer: string, now: number): Reaction {
  const { session } = device;
  const current = session?.queue.current ?? null;
  if (!session || !current) return { device: { ...device, offer: { transfer, entry: null } }, effects: [] };
  const entry = entryOf(current);
  const position_ms = positionAt(session.state.anchor, now);
  return { device: { ...device, offer: { transfer, entry } }, effects: [{ do: "prepare", entry, position_ms }] };
}

/** The track may change, and the transfer be given up, while the music is on its way. */
export function keepOffer(device: DeviceState, now: number): Reaction {
  const { offer, session } = device;
  if (!offer || !session) return { device, effects: [] };
  if (session.state.transfer?.id !== offer.transfer) return { device: { ...device, offer: null }, effects: [] };
  return isSame(offer.entry, session.queue.current) ? { device, effects: [] } : prepareFor(device, offer.transfer, now);
}

/** @param isThere whether it is at hand; else it can't be had here */
export function prepared(device: DeviceState, entry: Entry, isThere: boolean): Reaction {
  const { offer } = device;
  if (!offer || !isSame(offer.entry, entry)) return { device, effects: [] };
  if (isThere) return { device, effects: [{ do: "send", message: { v: 1, t: "transfer.ready", d: { transfer: offer.transfer } } }] };
  const message = { v: 1 as const, t: "exec.fail" as const, re: offer.transfer, d: { code: "RESTRICTED" as const } };
  return { device: { ...device, offer: null }, effects: [{ do: "send", message }] };
}

/** From one moment on the one device is silent, and the other sounds. */
export function committed(device: DeviceState, commit: Extract<ServerMessage, { t: "transfer.commit" }>["d"]): Reaction {
  const { session } = device;
  if (!session) return { device, effects: [] };
  const { epoch, to, at, position_ms } = commit;
  const state = { ...session.state, epoch, active: to, transfer: null };
  const moved = { ...device, session: { ...session, state }, handover: epoch };
  if (to !== device.id) return { device: { ...moved, playing: null }, effects: [{ do: "stop", at }] };
  const { current } = session.queue;
  return current
    ? andThen(start(moved, entryOf(current), position_ms, { playing: true, at, now: at }), withFollower)
    : { device: moved, effects: [] };
}
