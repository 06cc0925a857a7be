/** The one engine of the page, and its state as signals. */
import { computed, signal } from "@preact/signals";
import { createPlayer } from "../../engine/index.ts";
import type { PlayerState } from "../../engine/types.ts";
import { session } from "../api/session.ts";
import { trackSummary, type TrackSummary } from "../library/trackSummaries.ts";

export const player = createPlayer({ session: (options) => session.ensure(options) });

export const playerState = signal<PlayerState>({ ...player.state });
player.on("state", (state) => {
  playerState.value = { ...state };
});

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
