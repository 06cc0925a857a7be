/** What plays, here by the page's one engine or on another device, as signals. */
import { computed, signal } from "@preact/signals";
import { createPlayer } from "../../engine/index.ts";
import type { PlayerState } from "../../engine/types.ts";
import { session } from "../api/session.ts";
import { trackSummary, type TrackSummary } from "../library/trackSummaries.ts";

export const player = createPlayer({ session: (options) => session.ensure(options) });

export const engineState = signal<PlayerState>({ ...player.state });
player.on("state", (state) => {
  engineState.value = { ...state };
});

/** What a session of several devices says plays, and where that is in the track; undefined: what the engine says. */
export type SessionPlayback = { state: PlayerState; position: () => number; /** On another device than this one. */ isElsewhere: boolean };
export const sessionPlayback = signal<SessionPlayback | undefined>(undefined);

export const playerState = computed<PlayerState>(() => sessionPlayback.value?.state ?? engineState.value);
export const playsElsewhere = computed(() => sessionPlayback.value?.isElsewhere === true);

/** Seconds into the current track. */
export function currentPosition(): number {
  const elsewhere = sessionPlayback.peek();
  return elsewhere ? elsewhere.position() : player.position();
}

export const status = computed(() => playerState.value.status);
export const currentItem = computed(() => playerState.value.queue[playerState.value.index]);
export const currentTrackId = computed(() => currentItem.value?.trackId);
export const currentUid = computed(() => currentItem.value?.uid);
export const playContextId = computed(() => playerState.value.context?.id);

/** It plays, or is about to: what the big button offers is to pause. */
export const wantsToPlay = computed(() => status.value === "playing" || status.value === "loading" || status.value === "stalled");

export const currentSummary = computed<TrackSummary | undefined>(() => {
  const id = currentTrackId.value;
  return id === undefined ? undefined : trackSummary(id);
});
