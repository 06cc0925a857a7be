/** What a device tells of itself. */
import { driftBetween, positionAt } from "../../../domain/connect/anchor.ts";
import type { Report } from "../../../domain/connect/schema.ts";
import type { PlayerEvent } from "../player.ts";
import { withFollower } from "./follow.ts";
import { anchorOf, isActive, isSame, andThen, type DeviceState, type Effect, type Playing, type Reaction } from "./state.ts";

/** Further off than this is news to others, milliseconds. */
const noticeable = 250;

/** What is heard is told, while this device has the playback. */
export function heard(device: DeviceState, event: PlayerEvent): Reaction {
  const { session, playing } = device;
  if (!session || !playing || !isActive(device)) return { device, effects: [] };
  const { type, entry, position_ms, at } = event;
  const status: Playing["status"] = type === "ended" || type === "failed" ? "over" : type;
  const sounding: Playing = { entry, status, position_ms, at };
  const next = { ...device, playing: sounding };
  const { current } = session.queue;
  // Of an entry that never began only its end is told: then the one before it is over first.
  const before =
    type === "failed" && current && !isSame(current, entry) ? reportOf(device, { ...playing, entry: current }, at, "ended") : [];
  const effects = [...before, ...reportOf(next, sounding, at, type)];
  return andThen({ device: next, effects }, withFollower);
}

/** No clock is quite like another: a loudspeaker that is off by what others would notice says so. */
export function correction(device: DeviceState, now: number): Effect[] {
  const { session, playing } = device;
  if (!session || playing?.status !== "playing" || !isActive(device) || session.state.anchor.rate !== 1) return [];
  if (!isSame(session.queue.current, playing.entry)) return [];
  return driftBetween(session.state.anchor, anchorOf(playing), now) > noticeable ? reportOf(device, playing, now) : [];
}

/** How it stands at a moment, in the words of the protocol. */
export function reportOf(device: DeviceState, playing: Playing, now: number, status: Report["status"] = statusOf(playing)): Effect[] {
  const { session } = device;
  if (!session || playing.status === "loading") return [];
  const at = Math.round(now);
  const position_ms = positionAt(anchorOf(playing), at);
  const report: Report = {
    epoch: session.state.epoch,
    asked: session.state.asked,
    uid: playing.entry.uid,
    status,
    position_ms,
    at,
  };
  return [{ do: "send", message: { v: 1, t: "report", d: report } }];
}

function statusOf({ status }: Playing): Report["status"] {
  return status === "over" ? "ended" : status === "loading" ? "buffering" : status;
}
