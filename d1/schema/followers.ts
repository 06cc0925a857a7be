/** Tables of followers, as d1/migrations/library makes them; `followers` also in the catalogue, for artists. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { FollowedKind } from "../../contracts/library.ts";

/** Followers among the listeners of one database. */
export const followerCount = sqliteTable("follower_count", {
  targetId: text("target_id").primaryKey(),
  kind: text().$type<FollowedKind>().notNull(),
  followers: integer().notNull(),
  /** Grows with each change. */
  version: integer().notNull(),
  /** The version that the target's home was told last. */
  gathered: integer().notNull(),
});

/** In the target's home: what each database of listeners counted. */
export const followers = sqliteTable(
  "followers",
  {
    targetId: text("target_id").notNull(),
    /** The database that counted, by the name of its binding. */
    source: text().notNull(),
    followers: integer().notNull(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.targetId, table.source] })],
);
