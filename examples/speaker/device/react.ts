/**
 * What a device makes of what it is told: pure, (state, event) → state and what is to be done. Connections, sound and files are
 * elsewhere: this folder is the part to take along to another device.
 */
import type { ServerMessage } from "../../../contracts/connect.ts";
import { positionAt } from "../../../domain/connect/anchor.ts";
import { corrected, withFollower } from "./follow.ts";
import { committed, keepOffer, offered, prepared } from "./handover.ts";
import { welcomed } from "./reconnect.ts";
import { correction, heard, reportOf } from "./reports.ts";
import { entryOf, isActive, isSame, learn, silence, start, andThen, volumeOf } from "./state.ts";
import type { DeviceEvent, DeviceState, Effect, Playing, Reaction, SessionState } from "./state.ts";

export function react(device: DeviceState, event: DeviceEvent, now: number): Reaction {
  if (event.type === "player") return heard(device, event.event);
  if (event.type === "prepared") return prepared(device, event.entry, event.isThere);
  if (event.type === "tick") return { device, effects: correction(device, now) };
  const { message } = event;
  switch (message.t) {
    case "welcome":
      return welcomed(device, message, now);
    case "state":
      return told(device, message, now);
    case "exec":
      return execute(device, message, now);
    case "transfer.offer":
      return offered(device, message.d, now);
    case "transfer.commit":
      return committed(device, message.d);
    case "error":
      return corrected(device, message.d.code, now);
    // The connection's own affairs, and answers to commands, which this device gives none.
    case "ack":
    case "nack":
    case "auth.refresh":
    case "bye":
    case "time":
    default:
      return { device, effects: [] };
  }
}

/** What changed. Commands come as `exec`; this is the rest, and what others do. */
function told(device: DeviceState, { d }: Extract<ServerMessage, { t: "state" }>, now: number): Reaction {
  const before = device.session?.state;
  const known = learn(device, d, d.revision);
  const { session, playing } = known;
  if (!session) return { device: known, effects: [] };
  const { state, queue } = session;
  const isOver = known.handover !== null && state.epoch >= known.handover;
  const settled = { ...known, handover: isOver ? null : known.handover };
  const volume: Reaction = { device: settled, effects: volumeOf(settled, d) };
  // What a commit ends is silent by andThen, or will be at its moment.
  if (!isActive(settled)) return andThen(andThen(volume, silence), (next) => keepOffer(next, now));
  // A transfer may end in a pause: its commit does not say so.
  if (isOver && !state.playing && playing?.status === "loading")
    return andThen(
      andThen(volume, (next) => start(next, playing.entry, state.anchor.position_ms, { playing: false, now })),
      withFollower,
    );
  const { current } = queue;
  if (current && state.playing && isWaitedFor(session, playing))
    return andThen(
      andThen(volume, (next) => start(next, entryOf(current), freshPosition(state, now), { playing: true, now })),
      withFollower,
    );
  const exact = state.transfer && !before?.transfer && playing ? reportOf(settled, playing, now) : [];
  return andThen({ device: settled, effects: [...volume.effects, ...exact] }, withFollower);
}

/** A device that has joined the next track is ahead of the session until its report has arrived. */
function isAtOrAhead({ queue }: NonNullable<DeviceState["session"]>, { entry }: Playing): boolean {
  return isSame(queue.current, entry) || queue.next.some((next) => isSame(next, entry));
}

/** Whether the session goes on with something after what this device said was over. */
function isWaitedFor({ state, queue }: NonNullable<DeviceState["session"]>, playing: Playing | null): boolean {
  if (!playing) return true;
  return playing.status === "over" && (!isSame(queue.current, playing.entry) || state.anchor.at > playing.at);
}

/** What has just begun is not begun late. */
function freshPosition({ anchor }: SessionState, now: number): number {
  return now - anchor.at < 2000 ? anchor.position_ms : positionAt(anchor, now);
}

/** The session asks something of this device, as the one that has the playback. */
function execute(device: DeviceState, { id, d }: Extract<ServerMessage, { t: "exec" }>, now: number): Reaction {
  const before = device.session;
  const { command, ...parts } = d;
  const done: Effect = { do: "send", message: { v: 1, t: "exec.ok", re: id, d: {} } };
  const known = learn(device, parts, before?.revision ?? 0);
  return andThen(
    andThen({ device: known, effects: [done] }, (next) => carryOut(next, command, before?.state, now)),
    withFollower,
  );
}

function carryOut(
  device: DeviceState,
  command: Extract<ServerMessage, { t: "exec" }>["d"]["command"],
  before: SessionState | undefined,
  now: number,
): Reaction {
  // Of this device, whoever has the playback: it is told with the devices.
  if (command.type === "volume") return { device, effects: [] };
  const { session, playing } = device;
  const current = session?.queue.current;
  if (!session || !current || !isActive(device)) return silence(device);
  const { state } = session;
  // Before playback moves on, the other device has to know exactly where it is.
  if (command.type === "transfer" && state.transfer)
    return { device, effects: playing && !before?.transfer ? reportOf(device, playing, now) : [] };
  const jumps =
    ["seek", "next", "previous"].includes(command.type) ||
    (command.type === "play" && (command.context ?? command.uris ?? command.offset ?? command.position_ms) !== undefined);
  const isHere = playing !== null && playing.status !== "over" && isAtOrAhead(session, playing);
  if (jumps || !isHere || before?.epoch !== state.epoch)
    return start(device, entryOf(current), state.anchor.position_ms, { playing: state.playing, now });
  if (command.type === "pause" || (command.type === "transfer" && !state.playing)) return { device, effects: [{ do: "pause" }] };
  if (command.type === "resume" || command.type === "play" || command.type === "transfer") return { device, effects: [{ do: "resume" }] };
  return { device, effects: [] };
}
