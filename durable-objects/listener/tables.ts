/** Tables of a listener's object, append-only. Times are milliseconds since 1970. */
export const listenerTables: readonly string[] = [
  // `followed` and `relation` are two facts of a playlist, of which one suffices to keep it; all else is kept by being there.
  // 'noted' is how new the last word of each playlist's object was: an older one that comes late changes nothing.
  // A page holds ids and times in order of time, as JSON: [[id, at], …].
  // The outbox holds what the listener follows, or does so no more, until their database knows. An object that its alarm woke need not
  // know its own name: it stands beside the revision.
  `CREATE TABLE kept (
     kind TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, followed INTEGER NOT NULL, relation TEXT, PRIMARY KEY (kind, id)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE noted (id TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE page (
     page INTEGER PRIMARY KEY, kind TEXT NOT NULL, from_at INTEGER NOT NULL, from_id TEXT NOT NULL, count INTEGER NOT NULL, items TEXT NOT NULL
   ) STRICT;
   CREATE TABLE outbox (id TEXT PRIMARY KEY, kind TEXT NOT NULL, following INTEGER NOT NULL, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE revision (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL, listener TEXT NOT NULL) STRICT;
   CREATE TABLE preference (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
];
