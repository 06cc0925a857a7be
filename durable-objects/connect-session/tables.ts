/** The tables of a session. Steps are only ever added at the end. Times are milliseconds since 1970. */

export const migrations: readonly string[] = [
  `
  -- One row: all but the context's tracks, which seldom change and are many.
  CREATE TABLE session (one INTEGER PRIMARY KEY CHECK (one = 1), document TEXT NOT NULL) STRICT;
  CREATE TABLE context (one INTEGER PRIMARY KEY CHECK (one = 1), uris TEXT NOT NULL) STRICT;

  -- Commands that were done, so that none is done again.
  CREATE TABLE done (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- Tickets that were not used yet: hashes of their secrets, and whom they let in.
  CREATE TABLE ticket (hash TEXT PRIMARY KEY, viewer TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- Where devices can be called while they are away: Web Push subscriptions.
  CREATE TABLE wake (device TEXT PRIMARY KEY, address TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- A hash of what was asked for: a command's id can be used for nothing else.
  ALTER TABLE done ADD COLUMN wish TEXT;
  `,
];
