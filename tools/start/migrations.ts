/** Applies d1/migrations to the embedded runtime's databases, in the way wrangler does: a table names what was applied. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { unstable_splitSqlQuery as splitStatements } from "wrangler";
import { root } from "../support/paths.ts";
import { databaseKinds, databaseNames } from "./bindings.ts";

const migrationsTable =
  "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)";

/** @param count how many databases there are of each kind */
export async function applyMigrations(miniflare: Miniflare, count: number): Promise<void> {
  for (const { kind, worker } of databaseKinds) {
    const folder = join(root, "d1/migrations", kind.toLowerCase());
    for (const binding of databaseNames(kind, count)) await migrate(await miniflare.getD1Database(binding, worker), folder);
  }
}

async function migrate(database: Awaited<ReturnType<Miniflare["getD1Database"]>>, folder: string): Promise<void> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
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
