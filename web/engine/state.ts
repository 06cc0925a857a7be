/** The state before anything plays, and when two states are one. */
import type { PlayerState } from "./types.ts";

export const initialState: PlayerState = {
  status: "idle",
  queue: [],
  index: -1,
  context: undefined,
  duration: 0,
  bufferedUntil: 0,
  volume: 1,
  muted: false,
  shuffle: false,
  repeat: "off",
  tier: undefined,
  degraded: false,
  preview: false,
  waveform: undefined,
  failure: undefined,
};

/** Identical but for the failure, which is made anew each time. */
export function isSameState(a: PlayerState, b: PlayerState): boolean {
  const keys = Object.keys(initialState) as (keyof PlayerState)[];
  return keys.every((key) => (key === "failure" ? a.failure?.reason === b.failure?.reason : Object.is(a[key], b[key])));
}
