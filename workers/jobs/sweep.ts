/** The clock's part: what messages did not bring about, and what caches have to forget. */
import type { CatalogueChange } from "../../contracts/catalogue-change.ts";
import { overdueChanges, unfollowedTakedowns } from "../../d1/catalog/project.ts";
import { duePurges, settlePurges } from "../../d1/catalog/purges.ts";
import type { SlicedDatabases } from "../../d1/databases.ts";
import type { CacheKeeper } from "./follow-changes.ts";

/** Cron fires once a minute; a takedown has less than that. Four purges a minute stay within the five that the platform takes. */
const roundsAt = [0, 15_000, 30_000, 45_000];

/** A delivery noted this long ago whose message did not arrive is taken from the outbox, in milliseconds. */
const overdueAfterMs = 30_000;

export type Clock = { now(): number; wait(ms: number): Promise<void> };

/** @param minute when the minute began, in milliseconds since 1970 */
export async function throughMinute(minute: number, clock: Clock, round: () => Promise<void>): Promise<void> {
  for (const offset of roundsAt) {
    const left = minute + offset - clock.now();
    if (left > 0) await clock.wait(left);
    await round();
  }
}

export type SweepServices = {
  databases: SlicedDatabases;
  /** Keep bytes: what was withheld has to leave them. */
  caches: CacheKeeper[];
  follow: (changes: CatalogueChange[]) => Promise<void>;
};

/** Follows every takedown that is not followed yet, then has the caches forget what is due. */
export async function sweepTakedowns({ databases, caches, follow }: SweepServices, clock: Clock): Promise<void> {
  await follow(await unfollowedTakedowns(databases));
  const due = await duePurges(databases, clock.now());
  if (due.length === 0) return;
  const tags = due.map((purge) => purge.tag);
  await Promise.all(caches.map((cache) => cache.invalidate(tags)));
  await settlePurges(databases, due, clock.now());
}

/** @param minute when the minute began, in milliseconds since 1970 */
export async function sweepDeliveries({ databases, follow }: SweepServices, minute: number): Promise<void> {
  await follow(await overdueChanges(databases, minute - overdueAfterMs));
}
