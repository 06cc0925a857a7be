/** Connected, for the first time or again: what the session did meanwhile, and what this device did. */
import type { ServerMessage } from "../../../contracts/connect.ts";
import { positionAt } from "../../../domain/connect/anchor.ts";
import { obey, withFollower } from "./follow.ts";
import { reportOf } from "./reports.ts";
import { entryOf, isActive, isSame, learn, silence, start, andThen, volumeOf, type DeviceState, type Reaction } from "./state.ts";

/** Connected, for the first time or again. */
export function welcomed(device: DeviceState, { d }: Extract<ServerMessage, { t: "welcome" }>, now: number): Reaction {
  const before = device.session;
  const known = learn({ ...device, handover: null }, d, d.revision);
  const volume = volumeOf(known, d);
  const { session, playing } = known;
  if (!session || !isActive(known)) return andThen(silence(known), (next) => ({ device: next, effects: volume }));
  const isNews = before?.state.epoch !== session.state.epoch || JSON.stringify(d.state ?? before.state) !== JSON.stringify(before.state);
  const wasOffline = playing ? (isNews ? obey(known, now) : catchUp(known, now)) : begunAnew(known, now);
  return andThen(
    andThen({ device: known, effects: volume }, () => wasOffline),
    withFollower,
  );
}

/** It was switched off while it had the playback, and starts no music that nobody is waiting for any more. */
function begunAnew(device: DeviceState, now: number): Reaction {
  const { session } = device;
  const current = session?.queue.current;
  if (!session || !current) return { device, effects: [] };
  return start(device, entryOf(current), positionAt(session.state.anchor, now), { playing: false, now });
}

/** What was played while nobody heard of it is told now. */
function catchUp(device: DeviceState, now: number): Reaction {
  const { session, playing } = device;
  if (!session || !playing) return { device, effects: [] };
  const { current, next } = session.queue;
  if (isSame(current, playing.entry)) return { device, effects: reportOf(device, playing, now) };
  const passed = next.findIndex((entry) => isSame(entry, playing.entry));
  if (passed < 0) return obey(device, now);
  const missed = next.slice(0, passed).map((entry) => ({ entry, status: "playing" as const, position_ms: 0, at: now }));
  return { device, effects: [...missed, playing].flatMap((one) => reportOf(device, one, now)) };
}
