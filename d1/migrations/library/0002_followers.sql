-- Whom and what the listeners of these slices follow. Each listener's object says so, with a revision of its own that only grows: what
-- comes twice, or after something newer, changes nothing. A row stays when its following ends, for the sake of its revision.
CREATE TABLE follow (
  target_id TEXT NOT NULL,
  listener_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('artist', 'user', 'playlist')),
  following INTEGER NOT NULL CHECK (following IN (0, 1)),
  revision INTEGER NOT NULL,
  PRIMARY KEY (target_id, listener_id)
) STRICT, WITHOUT ROWID;

-- How many of them follow a target. `version` grows with each change, and with the clock, so that a database that was restored is
-- believed again; `gathered` is the last one that the target's home was told.
CREATE TABLE follower_count (
  target_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  followers INTEGER NOT NULL,
  version INTEGER NOT NULL,
  gathered INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX follower_count_changed ON follower_count (target_id) WHERE version > gathered;

-- The count follows its rows in the very statement that changes them.
CREATE TRIGGER follow_added AFTER INSERT ON follow WHEN NEW.following = 1 BEGIN
  INSERT INTO follower_count (target_id, kind, followers, version, gathered) VALUES (NEW.target_id, NEW.kind, 1, CAST(unixepoch('subsec') * 1000 AS INTEGER), 0)
    ON CONFLICT (target_id) DO UPDATE SET followers = followers + 1, version = max(version + 1, excluded.version);
END;

CREATE TRIGGER follow_changed AFTER UPDATE OF following ON follow WHEN NEW.following <> OLD.following BEGIN
  INSERT INTO follower_count (target_id, kind, followers, version, gathered) VALUES (NEW.target_id, NEW.kind, NEW.following, CAST(unixepoch('subsec') * 1000 AS INTEGER), 0)
    ON CONFLICT (target_id) DO UPDATE SET followers = followers + NEW.following - OLD.following, version = max(version + 1, excluded.version);
END;

-- Followers of the listeners and playlists that live here, as each database of listeners last counted its own.
CREATE TABLE followers (
  target_id TEXT NOT NULL,
  source TEXT NOT NULL,
  followers INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (target_id, source)
) STRICT, WITHOUT ROWID;
