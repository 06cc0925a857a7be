/** Devices of a session: they come, tell of themselves, fall silent, and are forgotten after a month. */
import { connectLimits } from "./limits.ts";
import { changed, deviceOf, released, type Device, type ListedDevice, type Session, type Transfer } from "./session.ts";

/** How long an active device may be away before playback is taken to have stopped there, milliseconds. */
export const activePatienceMs = 90_000;

const fullVolume = 100;

/** A device says hello. One too many takes the place of the one that was away longest. */
export function deviceCame(session: Session, description: ListedDevice, now: number): Session {
  const known = deviceOf(session, description.id);
  // Whoever plays gets its music by itself: nobody asks the session in what format.
  const { formats: _formats, ...described } = description;
  const device: Device = { ...described, online: true, volume: known?.volume ?? fullVolume, seen_at: now };
  const others = session.devices.filter(({ id }) => id !== description.id);
  return changed(session, { devices: [...keepListed(session, others), device] });
}

function keepListed({ active }: Session, devices: readonly Device[]): readonly Device[] {
  if (devices.length < connectLimits.devices) return devices;
  const idle = devices.filter(({ id, online }) => !online && id !== active).toSorted((a, b) => a.seen_at - b.seen_at);
  const gone = idle[0] ?? devices.find(({ id }) => id !== active);
  return devices.filter((device) => device !== gone);
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
