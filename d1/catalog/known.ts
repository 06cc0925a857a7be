/** Whether there is what somebody names. */
import { and, eq } from "drizzle-orm";
import type { SlicedDatabases } from "../databases.ts";
import { album, artist, track } from "../schema/catalog.ts";
import { isIn } from "./read.ts";

/** Ids of those that are there, and were not taken down: one query a slice. */
export async function knownIds(
  databases: SlicedDatabases,
  kind: "album" | "artist" | "track",
  ids: readonly string[],
): Promise<Set<string>> {
  const perDatabase = await Promise.all(
    databases.group(ids).map(async ({ database, ids: held }) => {
      switch (kind) {
        case "album":
          return database
            .select({ id: album.id })
            .from(album)
            .where(and(isIn(album.id, held), eq(album.withdrawn, false)));
        case "artist":
          return database.select({ id: artist.id }).from(artist).where(isIn(artist.id, held));
        case "track":
          return database
            .select({ id: track.id })
            .from(track)
            .innerJoin(album, eq(album.id, track.albumId))
            .where(and(isIn(track.id, held), eq(track.withdrawn, false), eq(album.withdrawn, false)));
        default:
          return kind satisfies never;
      }
    }),
  );
  return new Set(perDatabase.flat().map(({ id }) => id));
}
