/** Documents of the tracks on a page of a playlist, remembered for a moment: of a famous one everybody asks for the same. */
import type { TrackDocument } from "../../contracts/documents.ts";
import { createMemory } from "./memory.ts";
import { documents } from "./viewer.ts";

/** Tracks of one question: their ids stand in an address. */
const atOnce = 100;

const memory = createMemory<Map<string, TrackDocument>>({ freshFor: 5000, staleFor: 10_000, held: 100 });

/** Those that are known, by their ids. */
export async function readTracks(ids: Iterable<string>, now: number): Promise<Map<string, TrackDocument>> {
  const all = [...new Set(ids)];
  const parts = Array.from({ length: Math.ceil(all.length / atOnce) }, (_, index) => all.slice(index * atOnce, (index + 1) * atOnce));
  const found = await Promise.all(
    parts.map(async (part) => {
      const sorted = part.toSorted();
      return (await memory.read(sorted.join(), now, () => documents().tracks(sorted))) ?? new Map<string, TrackDocument>();
    }),
  );
  return new Map(found.flatMap((part) => [...part]));
}
