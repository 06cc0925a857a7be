/** What a context holds as lists show it, and what of it plays: commands count as lists do, a session holds what plays. */
import { seedOf } from "./command.ts";
import { contextUid, nameOfPlaying } from "./queue.ts";
import type { Command } from "./schema.ts";

/** `uri`: as it stands there. `plays`: what sounds for the listener in its place, mostly itself; null: nothing. */
export type ContextTrack = { uri: string; plays: string | null };

type Offset = NonNullable<Extract<Command, { type: "play" }>["offset"]>;

/** The tracks that play, in order. */
export function heardIn(tracks: readonly ContextTrack[]): string[] {
  return tracks.flatMap(({ plays }) => plays ?? []);
}

/**
 * Where to begin among the tracks that play; what does not play is passed over for the next one that does.
 * @param id of the command: by it an entry can be named as it is going to be called
 * @returns undefined where it is not there, or nothing plays from there on
 */
export function placeAmongHeard(tracks: readonly ContextTrack[], offset: Offset, id: string): number | undefined {
  if ("uid" in offset) return placeOfUid(heardIn(tracks).length, offset.uid, id);
  const named = "position" in offset ? offset.position : indexOf(tracks, offset.uri);
  const first = named < 0 ? -1 : tracks.findIndex(({ plays }, index) => index >= named && plays !== null);
  return first < 0 ? undefined : heardIn(tracks.slice(0, first)).length;
}

/** By what stands there, and where nothing is called so, by what plays in its place. */
function indexOf(tracks: readonly ContextTrack[], uri: string): number {
  const standing = tracks.findIndex((track) => track.uri === uri);
  return standing >= 0 ? standing : tracks.findIndex(({ plays }) => plays === uri);
}

function placeOfUid(count: number, uid: string, id: string): number | undefined {
  const name = nameOfPlaying(seedOf(id));
  const place = Number(uid.slice(name.length + 1));
  return place >= 0 && place < count && uid === contextUid(name, place) ? place : undefined;
}
