/** Applies d1/migrations to the embedded runtime's databases, in the way wrangler does: a table names what was applied. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { unstable_splitSqlQuery as splitStatements } from "wrangler";
import { root } from "../support/paths.ts";

const folder = join(root, "d1/migrations/catalog");
const migrationsTable =
  "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)";

export async function applyMigrations(miniflare: Miniflare, bindings: readonly string[]): Promise<void> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  for (const binding of bindings) {
    const database = await miniflare.getD1Database(binding, "nearfield-api");
    await database.prepare(migrationsTable).run();
    const { results } = await database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
    const applied = new Set(results.map((row) => row.name));
    for (const name of names.filter((candidate) => !applied.has(candidate))) {
      const statements = splitStatements(readFileSync(join(folder, name), "utf8"));
      // One batch is one transaction: a migration is applied whole or not at all.
      await database.batch([
        ...statements.map((statement) => database.prepare(statement)),
        database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
      ]);
    }
  }
}
