-- Projection in the listing database: genres, most albums first, and the albums of each, newest first.
CREATE TABLE genre (
  -- The name in small letters with hyphens.
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  albums INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX genre_by_albums ON genre (albums DESC, id);

CREATE TABLE genre_album (
  album_id TEXT NOT NULL,
  genre_id TEXT NOT NULL,
  released_at INTEGER NOT NULL,
  PRIMARY KEY (album_id, genre_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX genre_album_by_release ON genre_album (genre_id, released_at DESC, album_id);

CREATE TRIGGER genre_album_comes AFTER INSERT ON genre_album BEGIN
  UPDATE genre SET albums = albums + 1 WHERE id = NEW.genre_id;
END;
CREATE TRIGGER genre_album_goes AFTER DELETE ON genre_album BEGIN
  UPDATE genre SET albums = albums - 1 WHERE id = OLD.genre_id;
END;

-- Who else stands on the album, and how often: {"<artist id>": credits}.
ALTER TABLE artist_album ADD COLUMN companions TEXT NOT NULL DEFAULT '{}';

-- Genres and companions of albums that are there already: jobs follow every album once.
INSERT INTO catalogue_change (album_id, document, at)
  SELECT id, json_object('album_id', id, 'former_artist_ids', json('[]')), 0 FROM album;

-- New releases are paged to their last row without reading those before it: the list is cut into blocks of at most 1,024 albums,
-- and each block knows how many of its albums are sold where. Triggers keep that exact, whoever writes.
ALTER TABLE new_release ADD COLUMN rank_at INTEGER GENERATED ALWAYS AS (-released_at) VIRTUAL;
-- '*' for everywhere, else '[DE,FR]'.
ALTER TABLE new_release ADD COLUMN sold_in TEXT GENERATED ALWAYS AS (coalesce(replace(document ->> '$.markets', '"', ''), '*')) VIRTUAL;

CREATE TABLE new_release_place (
  -- Newest first: the time of release, negative.
  rank_at INTEGER NOT NULL,
  album_id TEXT NOT NULL,
  sold_in TEXT NOT NULL,
  PRIMARY KEY (rank_at, album_id)
) STRICT, WITHOUT ROWID;
DROP INDEX new_release_by_release;

CREATE TABLE new_release_total (
  sold_in TEXT PRIMARY KEY,
  albums INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A block holds what stands from its start to the start of the next.
CREATE TABLE new_release_block (
  start_at INTEGER NOT NULL,
  start_id TEXT NOT NULL,
  albums INTEGER NOT NULL,
  -- {"<sold_in>": albums}
  sold TEXT NOT NULL,
  PRIMARY KEY (start_at, start_id)
) STRICT, WITHOUT ROWID;

INSERT INTO new_release_place (rank_at, album_id, sold_in) SELECT rank_at, album_id, sold_in FROM new_release;
INSERT INTO new_release_total (sold_in, albums) SELECT sold_in, count(*) FROM new_release_place GROUP BY sold_in;
-- Before every time there is: the first block holds whatever comes before the second.
INSERT INTO new_release_block (start_at, start_id, albums, sold) VALUES (-8640000000000000, '', 0, '{}');
INSERT INTO new_release_block (start_at, start_id, albums, sold)
  WITH
    numbered AS (SELECT *, row_number() OVER (ORDER BY rank_at, album_id) - 1 AS position FROM new_release_place),
    counted AS (SELECT position / 512 AS block, sold_in, count(*) AS albums FROM numbered GROUP BY 1, 2),
    merged AS (SELECT block, sum(albums) AS albums, json_group_object(sold_in, albums) AS sold FROM counted GROUP BY block)
  SELECT CASE block WHEN 0 THEN -8640000000000000 ELSE rank_at END, CASE block WHEN 0 THEN '' ELSE album_id END, albums, sold
  FROM merged JOIN numbered ON position = block * 512
  WHERE true
  ON CONFLICT DO UPDATE SET albums = excluded.albums, sold = excluded.sold;

CREATE TRIGGER new_release_comes AFTER INSERT ON new_release BEGIN
  INSERT INTO new_release_place (rank_at, album_id, sold_in) VALUES (NEW.rank_at, NEW.album_id, NEW.sold_in);
END;
CREATE TRIGGER new_release_goes AFTER DELETE ON new_release BEGIN
  DELETE FROM new_release_place WHERE rank_at = OLD.rank_at AND album_id = OLD.album_id;
END;
CREATE TRIGGER new_release_moves AFTER UPDATE ON new_release
WHEN OLD.rank_at <> NEW.rank_at OR OLD.sold_in <> NEW.sold_in BEGIN
  DELETE FROM new_release_place WHERE rank_at = OLD.rank_at AND album_id = OLD.album_id;
  INSERT INTO new_release_place (rank_at, album_id, sold_in) VALUES (NEW.rank_at, NEW.album_id, NEW.sold_in);
END;

CREATE TRIGGER new_release_place_taken AFTER INSERT ON new_release_place BEGIN
  INSERT INTO new_release_total (sold_in, albums) VALUES (NEW.sold_in, 1) ON CONFLICT DO UPDATE SET albums = albums + 1;
  UPDATE new_release_block
  SET albums = albums + 1, sold = json_set(sold, '$."' || NEW.sold_in || '"', coalesce(sold ->> ('$."' || NEW.sold_in || '"'), 0) + 1)
  WHERE (start_at, start_id) = (
    SELECT start_at, start_id FROM new_release_block WHERE (start_at, start_id) <= (NEW.rank_at, NEW.album_id)
    ORDER BY start_at DESC, start_id DESC LIMIT 1);
END;
CREATE TRIGGER new_release_place_left AFTER DELETE ON new_release_place BEGIN
  UPDATE new_release_total SET albums = albums - 1 WHERE sold_in = OLD.sold_in;
  UPDATE new_release_block
  SET albums = albums - 1, sold = json_set(sold, '$."' || OLD.sold_in || '"', (sold ->> ('$."' || OLD.sold_in || '"')) - 1)
  WHERE (start_at, start_id) = (
    SELECT start_at, start_id FROM new_release_block WHERE (start_at, start_id) <= (OLD.rank_at, OLD.album_id)
    ORDER BY start_at DESC, start_id DESC LIMIT 1);
END;

-- A block that is full is cut in two.
CREATE TRIGGER new_release_block_splits AFTER UPDATE OF albums ON new_release_block WHEN NEW.albums > 1024 BEGIN
  INSERT INTO new_release_block (start_at, start_id, albums, sold)
    SELECT rank_at, album_id, NEW.albums - 512, (
      SELECT json_group_object(sold_in, albums) FROM (
        SELECT sold_in, count(*) AS albums FROM (
          SELECT sold_in FROM new_release_place WHERE (rank_at, album_id) >= (NEW.start_at, NEW.start_id)
          ORDER BY rank_at, album_id LIMIT NEW.albums - 512 OFFSET 512
        ) GROUP BY sold_in
      )
    )
    FROM new_release_place WHERE (rank_at, album_id) >= (NEW.start_at, NEW.start_id)
    ORDER BY rank_at, album_id LIMIT 1 OFFSET 512;
  UPDATE new_release_block
  SET albums = 512, sold = (
    SELECT json_group_object(sold_in, albums) FROM (
      SELECT sold_in, count(*) AS albums FROM (
        SELECT sold_in FROM new_release_place WHERE (rank_at, album_id) >= (NEW.start_at, NEW.start_id)
        ORDER BY rank_at, album_id LIMIT 512
      ) GROUP BY sold_in
    )
  )
  WHERE (start_at, start_id) = (NEW.start_at, NEW.start_id);
END;
