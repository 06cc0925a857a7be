/** Who shows an image. */
import { and, eq, sql } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { album } from "../schema/catalog.ts";

/** Whether an album that is not withdrawn has it for a cover: one query a database, since images have no slice. */
export async function isShownSomewhere(databases: SlicedDatabases, imageId: string): Promise<boolean> {
  const perDatabase = await Promise.all(
    databases.all().map((database) =>
      database
        .select({ id: album.id })
        .from(album)
        .where(and(sql`json_extract(${album.cover}, '$.id') = ${imageId}`, eq(album.withdrawn, false)))
        .limit(1),
    ),
  );
  return perDatabase.flat().length > 0;
}
