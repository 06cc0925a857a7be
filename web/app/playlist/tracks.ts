/**
 * What is known of the tracks of playlists, which hold nothing but their ids: asked for fifty at a time, first what is in view,
 * then, without haste, the rest.
 */
import { batch, effect, signal, untracked, type Signal } from "@preact/signals";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { getJson } from "../api/client.ts";
import { RequestError } from "../api/failure.ts";
import { session } from "../api/session.ts";
import { rememberTrack } from "../library/trackSummaries.ts";

/** `gone`: the catalogue does not know it any more. */
export type KnownTrack = Track | "gone";

const batchSize = 50;
/** Milliseconds between batches that nobody waits for; a listener may ask thirty times a second in all. */
const restBetween = 150;
const retryAfter = 4000;

const known = new Map<string, KnownTrack>();
/** Of those that are drawn. */
const watched = new Map<string, Signal<KnownTrack | undefined>>();
const asked = new Set<string>();
const urgent = new Set<string>();
const later = new Set<string>();
const version = signal(0);
let isAsking = false;

/**
 * For one row: whoever draws it is drawn again when that track is known.
 * @param id empty: of what an older version named and nobody knows now @returns undefined while it is not known
 */
export function trackOf(id: string): KnownTrack | undefined {
  if (id === "") return "gone";
  const found = watched.get(id) ?? signal(known.get(id));
  watched.set(id, found);
  return found.value;
}

/** For sums over many: whoever draws them is drawn again with each batch. */
export function eachTrack(): (id: string) => KnownTrack | undefined {
  void version.value;
  return (id) => (id === "" ? "gone" : known.get(id));
}

function isUnknown(id: string): boolean {
  return id !== "" && !known.has(id) && !asked.has(id);
}

/** Asked for soon: it is in view. */
export function wantTracks(ids: Iterable<string>): void {
  for (const id of ids) if (isUnknown(id)) urgent.add(id);
  if (urgent.size > 0) void ask();
}

/** Asked for when nothing else is. */
export function wantTracksLater(ids: Iterable<string>): void {
  for (const id of ids) if (isUnknown(id)) later.add(id);
  if (later.size > 0) void ask();
}

/** Nobody looks at that playlist any more. */
export function stopAskingLater(): void {
  later.clear();
}

/** Takes over tracks that came with something else. */
export function learnTracks(tracks: Iterable<Track>): void {
  batch(() => {
    // Where another one of the same recording answers in its place, it is known by the name that was asked for.
    for (const track of tracks) learn(track.linked_from?.id ?? track.id, track);
    version.value++;
  });
}

function learn(id: string, track: KnownTrack): void {
  known.set(id, track);
  const shown = watched.get(id);
  if (shown) shown.value = track;
  if (track !== "gone") rememberTrack(track, track.album);
}

function nextBatch(): string[] {
  const batch: string[] = [];
  for (const ids of [urgent, later]) {
    for (const id of ids) {
      if (batch.length === batchSize) return batch;
      ids.delete(id);
      if (!known.has(id) && !batch.includes(id)) batch.push(id);
    }
    // Who waits does not wait for those as well that nobody sees.
    if (batch.length > 0) return batch;
  }
  return batch;
}

async function ask(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  // What is drawn in one go is asked for in one go.
  await Promise.resolve();
  for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
    await askFor(batch);
    if (urgent.size === 0 && later.size > 0) await new Promise((resolve) => setTimeout(resolve, restBetween));
  }
  isAsking = false;
}

async function askFor(ids: readonly string[]): Promise<void> {
  for (const id of ids) asked.add(id);
  try {
    const { tracks } = await getJson<{ tracks: (Track | null)[] }>(`/v1/tracks?ids=${ids.join(",")}`);
    batch(() => {
      for (const [index, id] of ids.entries()) learn(id, tracks[index] ?? "gone");
      version.value++;
    });
  } catch (thrown) {
    const hopeless = thrown instanceof RequestError && thrown.failure === "not_found";
    if (!hopeless) setTimeout(() => wantTracks(ids), retryAfter);
  } finally {
    for (const id of ids) asked.delete(id);
  }
}

/** What can be played depends on who listens, and from where. */
let audience: string | undefined;
effect(() => {
  const [before, now] = [audience, session.audience.value];
  audience = now;
  if (before === undefined || before === now) return;
  untracked(() => {
    known.clear();
    batch(() => {
      for (const shown of watched.values()) shown.value = undefined;
      version.value++;
    });
  });
});
