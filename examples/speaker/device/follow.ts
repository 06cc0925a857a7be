/** The session goes its way: what comes next, and what to do where this device is somewhere else. */
import { driftBetween, positionAt } from "../../../domain/connect/anchor.ts";
import { anchorOf, entryOf, isActive, isSame, silence, start, andThen, type DeviceState, type Reaction } from "./state.ts";

/** Nearer than this, what plays is what is asked for, milliseconds. */
const tolerance = 400;

/** Does what the session says, where it does something else. */
export function obey(device: DeviceState, now: number): Reaction {
  const { session, playing } = device;
  const current = session?.queue.current;
  if (!session || !current || !isActive(device)) return silence(device);
  const { anchor, playing: isWanted } = session.state;
  const isThere = isSame(current, playing?.entry) && playing && driftBetween(anchor, anchorOf(playing), now) <= tolerance;
  if (!isThere) return start(device, entryOf(current), positionAt(anchor, now), { playing: isWanted, now });
  if (isWanted === (playing.status !== "paused")) return { device, effects: [] };
  return { device, effects: [{ do: isWanted ? "resume" : "pause" }] };
}

/** What this device said was not believed: it follows the session. */
export function corrected(device: DeviceState, code: string, now: number): Reaction {
  return code === "CONFLICT" || code === "STALE_EPOCH" ? andThen(obey(device, now), withFollower) : { device, effects: [] };
}

/** The next entry, whatever of the queue was passed by now. */
export function withFollower(device: DeviceState): Reaction {
  const { session, playing } = device;
  if (!session || !playing) return { device, effects: [] };
  const { current, next, repeat } = session.queue;
  const passed = isSame(current, playing.entry) ? 0 : next.findIndex((entry) => isSame(entry, playing.entry)) + 1;
  const follower = repeat === "track" ? playing.entry : next[passed];
  return { device, effects: [{ do: "follow", entry: follower ? entryOf(follower) : null }] };
}
