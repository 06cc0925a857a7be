/** How many follow a playlist, as an isolate remembers it for a moment. */
import { env } from "cloudflare:workers";
import { openDatabases } from "../../../d1/databases.ts";
import { readFollowerCounts } from "../../../d1/library/follows.ts";
import { createMemory } from "../../../frame/memory.ts";

const memory = createMemory<number>({ freshFor: 10_000, staleFor: 20_000, held: 2000 });

export async function countFollowers(id: string, now: number): Promise<number> {
  const count = await memory.read(id, now, async () => {
    const databases = openDatabases(env, env.LIBRARY_SLICES);
    return (await readFollowerCounts(databases, [id])).get(id) ?? 0;
  });
  return count ?? 0;
}
