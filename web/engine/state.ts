/** The state that the pages see: what it is made of, what it is before anything plays, and when two states are one. */
import type { Playback } from "./playback.ts";
import type { Queue } from "./queue.ts";
import type { PlayerState } from "./types.ts";
import type { Volume } from "./volume.ts";

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

/** Decodes each track's waveform once, so that the same track shows the same array. */
export class Waveforms {
  #of = "";
  #peaks = new Uint8Array(0);

  peaksOf(recordingId: string, base64: string): Uint8Array {
    if (this.#of !== recordingId) {
      this.#of = recordingId;
      this.#peaks = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    }
    return this.#peaks;
  }
}

export function describeState(queue: Queue, playback: Playback, volume: Volume, waveforms: Waveforms): PlayerState {
  const grant = playback.source?.grant;
  return {
    status: playback.status,
    queue: queue.items,
    index: queue.index,
    context: queue.context,
    duration: playback.duration,
    bufferedUntil: Math.floor(playback.bufferedUntil),
    volume: volume.level,
    muted: volume.isMuted,
    shuffle: queue.shuffle,
    repeat: queue.repeat,
    tier: playback.tier,
    degraded: playback.degraded,
    preview: grant?.preview ?? false,
    waveform: grant && waveforms.peaksOf(grant.recording_id, grant.waveform),
    failure: playback.failure,
  };
}
