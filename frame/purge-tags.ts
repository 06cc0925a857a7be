/** Purges an entrypoint's own cache. */

/** The platform takes so many in one call, and five calls a minute. */
const tagsPerCall = 100;

type PurgeOptions = { tags: string[] } | { purgeEverything: true };

export type PurgeableCache = { purge(options: PurgeOptions): Promise<{ success: boolean; errors: { code: number }[] }> };

/**
 * One call at most, however many tags: where they don't fit, all is forgotten. A cold cache costs reads; calls beyond the limit
 * would cost the minute in which a takedown has to be over.
 * @throws Error when the platform refuses
 */
export async function purgeTags(cache: PurgeableCache | undefined, tags: readonly string[]): Promise<void> {
  if (!cache || tags.length === 0) return;
  const { success, errors } = await cache.purge(tags.length > tagsPerCall ? { purgeEverything: true } : { tags: [...tags] });
  if (!success) throw new Error(`the cache was not purged: ${errors.map((error) => error.code).join(", ")}`);
}
