-- Playlists that their owners took off their own shelves, until they follow them again: no list of their owner's shows them. Beside the
-- row that the playlist's object tells, which may come later.
CREATE TABLE playlist_put_away (
  id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  PRIMARY KEY (id, owner_id)
) STRICT, WITHOUT ROWID;
-- How many playlists an account owns.
CREATE INDEX playlist_by_owner ON playlist (owner_id);
