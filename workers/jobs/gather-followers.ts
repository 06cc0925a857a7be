/** Tells each artist, listener and playlist how many follow them, as each database of listeners counts its own. */
import { changedCounts, settleCounts, tellHomes } from "../../d1/library/follows.ts";
import type { Database, SlicedDatabases } from "../../d1/databases.ts";

export type FollowerPlaces = {
  /** Homes of artists. */
  catalogue: SlicedDatabases;
  /** Where follows are counted, and homes of listeners and playlists. */
  library: SlicedDatabases;
};

const countsAtOnce = 500;
/** A round comes to its end; the next one goes on. */
const batchesInRound = 40;

/**
 * One round over all databases at the same time: two statements in the database that counted and one in each home for some hundred
 * counts. A count is settled when its home knows it: a round that breaks off is made up for by the next, and a home that is out of
 * reach keeps no other from being told.
 * @throws what kept a database from being gathered or a home from being told, after all others were
 */
export async function gatherFollowers(places: FollowerPlaces): Promise<void> {
  const rounds = await Promise.allSettled(places.library.named().map((source) => gatherFrom(source, places)));
  for (const round of rounds) if (round.status === "rejected") throw round.reason;
}

async function gatherFrom({ name, database }: { name: string; database: Database }, { catalogue, library }: FollowerPlaces): Promise<void> {
  const faults: unknown[] = [];
  let after = "";
  // Passing over what no home took counts for nothing: behind it there may be what others wait for.
  for (let batch = 0; batch < batchesInRound;) {
    const counts = await changedCounts(database, countsAtOnce, after);
    const last = counts.at(-1);
    if (!last) break;
    after = last.targetId;
    const artists = counts.filter(({ kind }) => kind === "artist");
    const others = counts.filter(({ kind }) => kind !== "artist");
    const homes = await Promise.all([tellHomes(catalogue, name, artists), tellHomes(library, name, others)]);
    const told = homes.flatMap((home) => home.told);
    faults.push(...homes.flatMap((home) => home.faults));
    if (told.length === 0) continue;
    await settleCounts(database, told);
    batch++;
  }
  if (faults.length > 0) throw faults[0];
}
