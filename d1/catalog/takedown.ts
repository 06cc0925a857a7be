/** Takedowns, and their end. */
import { eq } from "drizzle-orm";
import { ClientError } from "../../contracts/errors.ts";
import type { CatalogueChange } from "../../contracts/catalogue-change.ts";
import type { SlicedDatabases } from "../databases.ts";
import { album, catalogueChange, takedown, track } from "../schema/catalog.ts";

export type Takedown = { type: "album" | "track"; title: string; changed: boolean; change: CatalogueChange };

/**
 * Withdraws or restores an album or one track; the note for what must follow is in the same batch. Asked for again it changes
 * nothing, but is noted and followed again: whoever repeats it doubts that it was.
 * @throws ClientError `not_found`
 */
export async function setWithdrawn(
  databases: SlicedDatabases,
  id: string,
  decision: { action: "withdraw" | "restore"; reason?: string | undefined },
  now: number,
): Promise<Takedown> {
  const withdrawn = decision.action === "withdraw";
  const database = databases.of(id);
  const [[albumRow], [trackRow]] = await database.batch([
    database.select().from(album).where(eq(album.id, id)),
    database.select().from(track).where(eq(track.id, id)),
  ]);
  const row = albumRow ?? trackRow;
  if (!row) throw new ClientError("not_found");
  const type = albumRow ? "album" : "track";
  const changed = row.withdrawn !== withdrawn;
  const albumId = trackRow?.albumId ?? id;
  const document = { album_id: albumId, former_artist_ids: [], former_cover_id: null, takedown: true };
  const update = albumRow
    ? database.update(album).set({ withdrawn, updatedAt: now }).where(eq(album.id, id))
    : database.update(track).set({ withdrawn, updatedAt: now }).where(eq(track.id, id));
  const record = { subjectId: id, action: decision.action, reason: decision.reason ?? null, at: now };
  const [[noted]] = await database.batch([
    database.insert(catalogueChange).values({ albumId, document, at: now }).returning({ id: catalogueChange.id }),
    update,
    ...(changed ? [database.insert(takedown).values(record)] : []),
  ]);
  return { type, title: row.title, changed, change: { id: noted?.id ?? 0, ...document } };
}
