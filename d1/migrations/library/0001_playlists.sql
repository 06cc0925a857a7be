-- Of each playlist what lists show and search finds, as its object last told: the object itself is the truth.
CREATE TABLE playlist (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  image TEXT,
  public INTEGER NOT NULL,
  collaborative INTEGER NOT NULL,
  total INTEGER NOT NULL,
  members INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  snapshot_id TEXT NOT NULL,
  -- Rises with whatever the row tells, also with what is no revision: an older telling changes nothing.
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- Of an ended playlist nothing is left but its id and version, so that no telling that comes late brings it back.
  ended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
-- A listener's public playlists, newest first.
CREATE INDEX playlist_public_by_owner ON playlist (owner_id, created_at DESC, id) WHERE public = 1;
