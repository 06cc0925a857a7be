/** The tables of one playlist. Steps are only ever added at the end. */

export const migrations: readonly string[] = [
  `
  -- One row. 'access_version' rises with whatever is no revision and yet shows: members, who may do what.
  -- 'told_version' is the last one that lists were told.
  CREATE TABLE playlist (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    lineage TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    access_version INTEGER NOT NULL,
    told_version INTEGER NOT NULL,
    ended INTEGER NOT NULL
  ) STRICT;

  -- Every change, for ever. What was done once is never done again: the index knows.
  CREATE TABLE log (
    revision INTEGER PRIMARY KEY,
    op_id TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    undoes INTEGER,
    total INTEGER NOT NULL,
    change TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX log_operation ON log (author, op_id);

  -- 'logged': characters of all changes up to here.
  CREATE TABLE snapshot (revision INTEGER PRIMARY KEY, logged INTEGER NOT NULL, document TEXT NOT NULL) STRICT;

  -- 'barred': whom the owner removed.
  CREATE TABLE member (account_id TEXT PRIMARY KEY, role TEXT NOT NULL, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE invitation (
    id TEXT PRIMARY KEY,
    secret_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    uses INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What the libraries of owner and members are still to be told.
  CREATE TABLE notice (account_id TEXT PRIMARY KEY, relation TEXT NOT NULL, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
];
