-- Followers of the artists that live here, as each database of listeners last counted its own.
CREATE TABLE followers (
  target_id TEXT NOT NULL,
  source TEXT NOT NULL,
  followers INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (target_id, source)
) STRICT, WITHOUT ROWID;
