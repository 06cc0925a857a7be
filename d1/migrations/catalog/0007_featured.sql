-- In the listing database: playlists that moderators show to everybody.
CREATE TABLE featured_playlist (
  playlist_id TEXT PRIMARY KEY,
  -- Shown above the list while this one leads it.
  message TEXT,
  -- Lower ones come first.
  position INTEGER NOT NULL,
  -- JSON list of genres.
  category_ids TEXT NOT NULL,
  featured_by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
