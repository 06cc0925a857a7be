/** Tables of what listeners own, as d1/migrations/library makes them. Times are milliseconds since 1970. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Image } from "../../domain/catalogue.ts";

const flag = (name: string) => integer(name, { mode: "boolean" });

export const playlist = sqliteTable("playlist", {
  id: text().primaryKey(),
  ownerId: text("owner_id").notNull(),
  name: text().notNull(),
  description: text().notNull(),
  image: text({ mode: "json" }).$type<Image>(),
  public: flag("public").notNull(),
  collaborative: flag("collaborative").notNull(),
  total: integer().notNull(),
  lead: text({ mode: "json" }).$type<string[]>().notNull(),
  members: integer().notNull(),
  revision: integer().notNull(),
  snapshotId: text("snapshot_id").notNull(),
  version: integer().notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  ended: flag("ended").notNull(),
});
export type PlaylistRow = typeof playlist.$inferSelect;

export const playlistPutAway = sqliteTable("playlist_put_away", { id: text().notNull(), ownerId: text("owner_id").notNull() }, (table) => [
  primaryKey({ columns: [table.id, table.ownerId] }),
]);
