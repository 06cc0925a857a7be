/** Devices of a session: they come, tell of themselves, fall silent, and are forgotten after a month. */
import { connectLimits, jamLimits } from "./limits.ts";
import { changed, deviceOf, refuse, released, type Device, type ListedDevice, type Session, type Step, type Transfer } from "./session.ts";

/** How long an active device may be away before playback is taken to have stopped there, milliseconds. */
export const activePatienceMs = 90_000;

const fullVolume = 100;

/** Why a device does not come in, if it does not: a device's id is the app's that it came by first, and there is room for so many. */
export function refusalOfDevice(session: Session, description: ListedDevice): Step | undefined {
  const known = deviceOf(session, description.id);
  if (known?.app !== undefined && known.app !== description.app) return refuse("CONFLICT", "That is another app's device.");
  return placesFor(session, description) ? undefined : refuse("RATE_LIMITED", "Too many devices are connected.");
}

/** A device says hello. One too many takes the place of one that was away longest, never of one that is here. */
export function deviceCame(session: Session, description: ListedDevice, now: number): Session {
  const known = deviceOf(session, description.id);
  // Whoever plays gets its music by itself: nobody asks the session in what format.
  const { formats: _formats, ...described } = description;
  const device: Device = { ...described, online: true, volume: known?.volume ?? fullVolume, seen_at: now };
  const next = changed(session, { devices: [...(placesFor(session, description) ?? []), device] });
  if (description.roles.includes("player")) return next;
  const { transfer } = next;
  const unmoved = { ...next, transfer: transfer?.to === description.id ? null : transfer };
  return next.active === description.id ? { ...released(unmoved, now), revision: next.revision } : unmoved;
}

/** @returns the other devices, as many as leave room for it; undefined where those that are here leave none */
function placesFor(session: Session, { id, app, account }: ListedDevice): readonly Device[] | undefined {
  const others = session.devices.filter((device) => device.id !== id);
  if (others.length < session.devices.length) return others;
  if (account !== undefined) return fewerOf(session, others, (device) => device.account === account, jamLimits.devicesOfPerson);
  const isOfSome = (device: Device) => typeof device.app === "string";
  const ofIt = typeof app === "string" ? fewerOf(session, others, (device) => device.app === app, connectLimits.devicesOfApp) : others;
  const ofAll = typeof app === "string" && ofIt ? fewerOf(session, ofIt, isOfSome, connectLimits.devicesOfApps) : ofIt;
  return ofAll && fewerOf(session, ofAll, () => true, connectLimits.devices);
}

/** Without the one of a kind that was away longest, where there are as many of it as may be. */
function fewerOf(
  { active, transfer }: Session,
  devices: readonly Device[],
  isOfKind: (device: Device) => boolean,
  most: number,
): readonly Device[] | undefined {
  if (devices.filter(isOfKind).length < most) return devices;
  const idle = devices.filter((device) => isOfKind(device) && !device.online && device.id !== active && device.id !== transfer?.to);
  const [longest] = idle.toSorted((one, other) => one.seen_at - other.seen_at);
  return longest && devices.filter((device) => device !== longest);
}

/** Somebody has no use for it any more. @param from the device that asks: an app's asks for that app's, so that none takes another's id */
export function deviceForgotten(session: Session, id: string, from: string | null): Step {
  const device = deviceOf(session, id);
  if (!device) return { session };
  const asking = deviceOf(session, from)?.app ?? null;
  if (asking !== null && asking !== device.app) return refuse("RESTRICTED", `${device.name} is another app's.`);
  if (device.online) return refuse("RESTRICTED", `${device.name} is connected.`);
  const devices = session.devices.filter((other) => other !== device);
  const next = changed(session, { devices, transfer: session.transfer?.to === id ? null : session.transfer });
  return { session: session.active === id ? { ...released(next, device.seen_at), revision: next.revision } : next };
}

/** Its connection is gone. What it plays may go on: nobody decides that yet. */
export function deviceWent(session: Session, id: string, now: number): Session {
  const device = deviceOf(session, id);
  if (!device?.online) return session;
  const devices = session.devices.map((other) => (other.id === id ? { ...other, online: false, seen_at: now } : other));
  const transfer = session.transfer?.to === id ? null : session.transfer;
  return changed(session, { devices, transfer });
}

/** What time alone brings about: silent transfers go back, a lost device loses the playback, those long away are forgotten. */
export function timePassed(session: Session, now: number): Session {
  let next = session;
  if (next.transfer && now >= patienceEndOf(next.transfer)) next = changed(next, { transfer: null });
  const active = deviceOf(next, next.active);
  if (active && !active.online && now - active.seen_at >= activePatienceMs) {
    const called = next.transfer?.call ? next.transfer : null;
    next = { ...released(next, active.seen_at), transfer: called };
  }
  const listed = next.devices.filter(
    ({ id, online, seen_at }) => online || id === next.active || now - seen_at < connectLimits.deviceListedMs,
  );
  return listed.length === next.devices.length ? next : changed(next, { devices: listed });
}

function patienceEndOf({ since, call }: Transfer): number {
  return since + (call ? connectLimits.wakePatienceMs : connectLimits.transferPatienceMs);
}

/** Nobody answers where it could be called. What waited for it is not to come. */
export function addressGone(session: Session, id: string): Session {
  if (!deviceOf(session, id)?.wakeable) return session;
  const devices = session.devices.map((device) => (device.id === id ? { ...device, wakeable: false } : device));
  const isAwaited = session.transfer?.call !== undefined && session.transfer.to === id;
  return changed(session, { devices, transfer: isAwaited ? null : session.transfer });
}

/** When `timePassed` has something to do next, in milliseconds since 1970; undefined when nothing waits. */
export function nextDeadline(session: Session): number | undefined {
  const active = deviceOf(session, session.active);
  const times = [
    session.transfer && patienceEndOf(session.transfer),
    active && !active.online && active.seen_at + activePatienceMs,
    ...session.devices.filter(({ online }) => !online).map(({ seen_at }) => seen_at + connectLimits.deviceListedMs),
  ].filter((time) => typeof time === "number");
  return times.length === 0 ? undefined : Math.min(...times);
}
