/** What can't be asked of playback as it is now: the Web API's `actions.disallows`. */
import type { Parts } from "./hub.ts";
import type { Terms } from "./schema.ts";
import { isReachable, type Device } from "./session.ts";

export type PlayerAction =
  | "interrupting_playback"
  | "pausing"
  | "resuming"
  | "seeking"
  | "skipping_next"
  | "skipping_prev"
  | "toggling_repeat_context"
  | "toggling_shuffle"
  | "toggling_repeat_track"
  | "transferring_playback";

/** Those that would be refused, or that would change nothing: to pause what is paused, to resume what plays. */
export function disallowedActions({ state, queue, devices }: Parts, terms: Pick<Terms, "shuffleOnly">): PlayerAction[] {
  const active = devices.find(({ id }) => id === state.active);
  const can = (command: Device["commands"][number]) => active?.online === true && active.commands.includes(command);
  const canPlay = active !== undefined && isReachable(active) && active.commands.includes("play") && active.roles.includes("player");
  const isThere = queue.current !== null;
  const allowed: Record<PlayerAction, boolean> = {
    interrupting_playback: canPlay,
    pausing: can("pause") && state.playing,
    resuming: can("resume") && isThere && !state.playing,
    seeking: can("seek") && isThere,
    skipping_next: can("next") && isThere,
    skipping_prev: can("previous") && isThere,
    toggling_repeat_context: can("repeat"),
    toggling_shuffle: can("shuffle") && !(terms.shuffleOnly && queue.shuffle),
    toggling_repeat_track: can("repeat"),
    transferring_playback: devices.some((device) => device.id !== state.active && isReachable(device) && device.roles.includes("player")),
  };
  // The keys of a record are its own.
  return (Object.keys(allowed) as PlayerAction[]).filter((action) => !allowed[action]);
}
