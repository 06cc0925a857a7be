/** Purges an entrypoint's own cache. */

const tagsPerCall = 100;

export type PurgeableCache = { purge(options: { tags: string[] }): Promise<{ success: boolean; errors: { code: number }[] }> };

/** @throws Error when the platform refuses: it takes five calls a minute */
export async function purgeTags(cache: PurgeableCache | undefined, tags: readonly string[]): Promise<void> {
  if (!cache) return;
  for (let start = 0; start < tags.length; start += tagsPerCall) {
    const { success, errors } = await cache.purge({ tags: tags.slice(start, start + tagsPerCall) });
    if (!success) throw new Error(`the cache was not purged: ${errors.map((error) => error.code).join(", ")}`);
  }
}
