/** Tells each artist, listener and playlist how many follow them, as each database of listeners counts its own. */
import { changedCounts, settleCounts, tellHomes } from "../../d1/library/follows.ts";
import type { SlicedDatabases } from "../../d1/databases.ts";

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
 * counts. A count is settled when its home knows it: a round that breaks off is made up for by the next.
 * @throws what kept a database from being gathered, after all others were
 */
export async function gatherFollowers({ catalogue, library }: FollowerPlaces): Promise<void> {
  const rounds = await Promise.allSettled(
    library.named().map(async ({ name, database }) => {
      for (let batch = 0; batch < batchesInRound; batch++) {
        const counts = await changedCounts(database, countsAtOnce);
        if (counts.length === 0) return;
        const artists = counts.filter(({ kind }) => kind === "artist");
        const others = counts.filter(({ kind }) => kind !== "artist");
        await Promise.all([tellHomes(catalogue, name, artists), tellHomes(library, name, others)]);
        await settleCounts(database, counts);
      }
    }),
  );
  for (const round of rounds) if (round.status === "rejected") throw round.reason;
}
