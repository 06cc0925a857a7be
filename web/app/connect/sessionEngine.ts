/** What a session needs of an engine, and what is asked of one. */
import type { Parts } from "../../../domain/connect/hub.ts";
import type { GivenQueue, Player, PlayerState, QueueItem } from "../../engine/types.ts";
import { trackIdOf } from "./entries.ts";

export type SessionEngine = Pick<
  Player,
  | "state"
  | "position"
  | "on"
  | "load"
  | "syncQueue"
  | "play"
  | "pause"
  | "seek"
  | "next"
  | "jumpTo"
  | "setRepeat"
  | "ready"
  | "startAt"
  | "stopAt"
>;

export function currentOf({ state: { queue, index } }: SessionEngine): QueueItem | undefined {
  return queue[index];
}

export function isCurrent(engine: SessionEngine, { queue }: Parts): boolean {
  const own = currentOf(engine);
  const { status } = engine.state;
  if (!queue.current || status === "idle" || status === "ended" || status === "failed") return false;
  return own?.uid === queue.current.uid && own.trackId === trackIdOf(queue.current);
}

export function wantsToPlay({ state: { status } }: Pick<SessionEngine, "state">): boolean {
  return status === "playing" || status === "loading" || status === "stalled";
}

export function isSameQueue({ items, context }: GivenQueue, { queue, context: other }: PlayerState): boolean {
  return context?.id === other?.id && items.length === queue.length && items.every((item, at) => isSameItem(item, queue[at]));
}

function isSameItem(item: QueueItem, other: QueueItem | undefined): boolean {
  return item.uid === other?.uid && item.source === other.source && item.duration === other.duration;
}
