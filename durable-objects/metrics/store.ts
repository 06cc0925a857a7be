/** The series of one shard, in the object's own SQLite. */
import { addSeries, seriesKey, type Series } from "../../frame/histogram.ts";

export type MetricsStore = { add(series: readonly Series[]): void; all(): Series[] };

export function openMetricsStore(storage: DurableObjectStorage): MetricsStore {
  storage.sql.exec("CREATE TABLE IF NOT EXISTS series (key TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID");
  const read = (key: string): Series | undefined => {
    const [row] = storage.sql.exec<{ document: string }>("SELECT document FROM series WHERE key = ?", key);
    return row && parseSeries(row.document);
  };
  return {
    add(batch) {
      storage.transactionSync(() => {
        for (const delta of batch) {
          const key = seriesKey(delta);
          const total = read(key);
          const document = JSON.stringify(total ? addSeries(total, delta) : delta);
          storage.sql.exec(
            "INSERT INTO series (key, document) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET document = excluded.document",
            key,
            document,
          );
        }
      });
    },
    all: () =>
      storage.sql
        .exec<{ document: string }>("SELECT document FROM series ORDER BY key")
        .toArray()
        .map((row) => parseSeries(row.document)),
  };
}

function parseSeries(document: string): Series {
  // Written by add() above, never by a client.
  return JSON.parse(document) as Series;
}
