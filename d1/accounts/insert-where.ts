import { getTableColumns, sql, type SQL } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "../databases.ts";

/** Adds a row where another table has one that a condition names. */
export function insertWhere<Table extends SQLiteTable>(
  database: Database,
  table: Table,
  row: Table["$inferInsert"],
  { from, which }: { from: SQLiteTable; which: SQL | undefined },
) {
  const given = new Map<string, unknown>(Object.entries(row));
  const values = Object.entries(getTableColumns(table)).map(([name, column]) => sql.param(given.get(name) ?? null, column));
  return database.insert(table).select(sql`SELECT ${sql.join(values, sql`, `)} FROM ${from} WHERE ${which}`);
}
