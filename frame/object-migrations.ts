/** The tables of an object's own SQLite: made with its first write, so that whoever only looks makes none. */

export type Tables = {
  /** Whether there are any to read from; brings those of an earlier version up to date. */
  exist(): boolean;
  /** Makes what is missing: before a write, in its transaction. */
  prepare(): void;
  /** The transaction did not come to its end. */
  reset(): void;
};

/** @param migrations append-only: each is applied once, in order */
export function openTables(storage: Pick<DurableObjectStorage, "sql" | "transactionSync">, migrations: readonly string[]): Tables {
  const { sql } = storage;
  let isReady = false;
  const areMade = (): boolean => sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").toArray().length > 0;
  const prepare = (): void => {
    if (isReady) return;
    sql.exec("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY) STRICT");
    const [row] = sql.exec<{ applied: number }>("SELECT coalesce(max(version), 0) AS applied FROM migration");
    for (const [index, migration] of migrations.entries()) {
      if (index < (row?.applied ?? 0)) continue;
      sql.exec(migration);
      sql.exec("INSERT INTO migration (version) VALUES (?)", index + 1);
    }
    isReady = true;
  };
  return {
    prepare,
    reset() {
      isReady = false;
    },
    exist() {
      if (isReady) return true;
      if (!areMade()) return false;
      storage.transactionSync(prepare);
      return true;
    },
  };
}
