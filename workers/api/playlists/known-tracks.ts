/** Documents of the tracks on a page of a playlist, remembered for a moment: of a famous one everybody asks for the same. */
import type { TrackDocument } from "../../../contracts/documents.ts";
import { createMemory, type Memory } from "../../../frame/memory.ts";
import { documents } from "../http/viewer.ts";

/** Tracks of one question: their ids stand in an address. */
const atOnce = 100;

/** Tracks that are remembered: a few kilobytes each, beside whatever else an isolate of 128 MB does. */
const held = 2000;

const lifetime = { freshFor: 5000, staleFor: 10_000, held };
const tracks = createMemory<Map<string, TrackDocument>>({ ...lifetime, sizeOf: (found) => found.size });
const recordings = createMemory<Map<string, TrackDocument[]>>({
  ...lifetime,
  sizeOf: (found) => [...found.values()].reduce((sum, same) => sum + same.length, 0),
});

/** Those that are known, by their ids. */
export async function readTracks(ids: Iterable<string>, now: number): Promise<Map<string, TrackDocument>> {
  return readAll(tracks, ids, now, (part) => documents().tracks(part));
}

/** Tracks that play the same recording, by the tracks that are asked for. */
export async function readSameRecordings(ids: Iterable<string>, now: number): Promise<Map<string, TrackDocument[]>> {
  return readAll(recordings, ids, now, (part) => documents().sameRecordings(part));
}

async function readAll<Value>(
  memory: Memory<Map<string, Value>>,
  ids: Iterable<string>,
  now: number,
  read: (ids: string[]) => Promise<Map<string, Value>>,
): Promise<Map<string, Value>> {
  const all = [...new Set(ids)];
  const parts = Array.from({ length: Math.ceil(all.length / atOnce) }, (_, index) =>
    all.slice(index * atOnce, (index + 1) * atOnce).toSorted(),
  );
  const found = await Promise.all(parts.map((part) => memory.read(part.join(), now, () => read(part))));
  return new Map(found.flatMap((part) => [...(part ?? [])]));
}
