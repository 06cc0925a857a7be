/**
 * How many listeners follow somebody. A follow lies in the slice of whoever follows, where triggers count it; the counts of each
 * database are gathered into the home of whom they count, and their sum is what is shown. No row is everybody's.
 */
import { sql, type SQL } from "drizzle-orm";
import type { FollowedKind } from "../../contracts/library.ts";
import { isIn } from "../catalog/read.ts";
import type { Database, SlicedDatabases } from "../databases.ts";
import { followerCount, followers } from "../schema/followers.ts";

/** `revision`: the listener's own, which only grows. */
export type Follow = { id: string; kind: FollowedKind; following: boolean; revision: number };

/** One statement in the listener's slice. What comes twice, or after something newer, changes nothing. */
export async function writeFollows(databases: SlicedDatabases, listenerId: string, follows: readonly Follow[]): Promise<void> {
  const rows = JSON.stringify(follows.map(({ id, kind, following, revision }) => [id, kind, Number(following), revision]));
  await databases.of(listenerId).run(sql`
    INSERT INTO follow (target_id, listener_id, kind, following, revision)
    SELECT value ->> 0, ${listenerId}, value ->> 1, value ->> 2, value ->> 3 FROM json_each(${rows}) WHERE true
    ON CONFLICT (target_id, listener_id) DO UPDATE SET following = excluded.following, revision = excluded.revision
    WHERE excluded.revision > follow.revision`);
}

export type CountedFollowers = { targetId: string; kind: FollowedKind; followers: number; version: number };

/** Counts that changed since the homes were told, in order of their targets: one query. */
export async function changedCounts(database: Database, limit: number, after = ""): Promise<CountedFollowers[]> {
  const { targetId, kind, followers: counted, version, gathered } = followerCount;
  return database
    .select({ targetId, kind, followers: counted, version })
    .from(followerCount)
    .where(sql`${version} > ${gathered} AND ${targetId} > ${after}`)
    .orderBy(targetId)
    .limit(limit);
}

/** `told`: what homes know by now, and what has no home. `faults`: why other homes do not. */
export type Told = { told: CountedFollowers[]; faults: unknown[] };

/** Tells homes what a database counted: one statement a home. An older count than the one that is there changes nothing. */
export async function tellHomes(homes: SlicedDatabases, source: string, counts: readonly CountedFollowers[]): Promise<Told> {
  const byTarget = new Map(counts.map((count) => [count.targetId, count]));
  const faults: unknown[] = [];
  const outOfReach = new Set<string>();
  const tell = async ({ database, ids }: { database: Database; ids: string[] }): Promise<void> => {
    const rows = JSON.stringify(ids.map((id) => [id, byTarget.get(id)?.followers, byTarget.get(id)?.version]));
    try {
      await database.run(sql`
        INSERT INTO followers (target_id, source, followers, version)
        SELECT value ->> 0, ${source}, value ->> 1, value ->> 2 FROM json_each(${rows}) WHERE true
        ON CONFLICT (target_id, source) DO UPDATE SET followers = excluded.followers, version = excluded.version
        WHERE excluded.version > followers.version`);
    } catch (fault) {
      faults.push(fault);
      for (const id of ids) outOfReach.add(id);
    }
  };
  await Promise.all(homes.group([...byTarget.keys()]).map(tell));
  return { told: counts.filter(({ targetId }) => !outOfReach.has(targetId)), faults };
}

/** The homes know these versions; what changed meanwhile is gathered again. */
export async function settleCounts(database: Database, counts: readonly CountedFollowers[]): Promise<void> {
  const rows = JSON.stringify(counts.map(({ targetId, version }) => [targetId, version]));
  await database.run(sql`
    UPDATE follower_count SET gathered = told.value ->> 1 FROM json_each(${rows}) AS told
    WHERE target_id = told.value ->> 0 AND gathered < told.value ->> 1`);
}

/** Followers of listeners or playlists, as of the last round: one query a slice. Whom nobody follows is left out. */
export async function readFollowerCounts(databases: SlicedDatabases, ids: readonly string[]): Promise<Map<string, number>> {
  const total: SQL<number> = sql<number>`sum(${followers.followers})`;
  const perDatabase = await Promise.all(
    databases
      .group([...new Set(ids)])
      .map(({ database, ids: held }) =>
        database
          .select({ id: followers.targetId, total })
          .from(followers)
          .where(isIn(followers.targetId, held))
          .groupBy(followers.targetId),
      ),
  );
  return new Map(perDatabase.flat().map((row) => [row.id, row.total]));
}
