-- What caches still have to forget: tags of bytes that nobody may hear or see any more. Each is purged twice, since a read that was
-- under way when the first purge came may be cached after it.
CREATE TABLE purge (
  tag TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL,
  -- 1 when it has to be purged once more after this time.
  again INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
