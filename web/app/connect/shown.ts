/** What the pages show of a session: the state of a player, whichever device has it. */
import type { Parts } from "../../../domain/connect/hub.ts";
import type { Repeat } from "../../../domain/connect/schema.ts";
import { initialState } from "../../engine/state.ts";
import type { PlayerState, PlayerStatus, RepeatMode } from "../../engine/types.ts";
import { contextOf, itemsOf, type KnownItems } from "./entries.ts";

const repeatModes = { off: "off", context: "all", track: "one" } as const satisfies Record<Repeat, RepeatMode>;

export function repeatModeOf(repeat: Repeat): RepeatMode {
  return repeatModes[repeat];
}

export function repeatOf(mode: RepeatMode): Repeat {
  return mode === "all" ? "context" : mode === "one" ? "track" : "off";
}

/** Where this page sounds: its engine's own, ordered and repeated as the session has it. */
export function shownHere(engine: PlayerState, { queue }: Parts): PlayerState {
  return { ...engine, shuffle: queue.shuffle, repeat: repeatModeOf(queue.repeat) };
}

/** Where another device sounds, or none. */
export function shownElsewhere({ state, queue, devices }: Parts, engine: PlayerState, known: KnownItems): PlayerState {
  const items = itemsOf(queue, known);
  const at = queue.current ? items.findIndex(({ uid }) => uid === queue.current?.uid) : whereOver(items.length, queue.next.length);
  const active = devices.find(({ id }) => id === state.active);
  const volume = active ? active.volume / 100 : engine.volume;
  return {
    ...initialState,
    status: statusOf(state.playing, items.length),
    queue: items,
    index: at,
    context: contextOf(queue.context),
    duration: items[at]?.duration ?? 0,
    volume,
    muted: active ? volume === 0 : engine.muted,
    shuffle: queue.shuffle,
    repeat: repeatModeOf(queue.repeat),
  };
}

function statusOf(playing: boolean, entries: number): PlayerStatus {
  return entries === 0 ? "idle" : playing ? "playing" : "paused";
}

/** Nothing is current: what would come first is shown, else what the context began with. */
function whereOver(entries: number, next: number): number {
  return next > 0 ? entries - next : entries - 1;
}
