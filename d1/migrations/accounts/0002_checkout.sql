-- The page to pay on that an account was led to last, as the provider calls it: it is closed before another is opened.
CREATE TABLE checkout (
  account_id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  id TEXT NOT NULL,
  begun_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
