-- What stands for an artist, condensed by jobs from their own albums whenever one changes: a list of artists reads no albums.
-- The migration takes every album; jobs leave out what shows nothing more.
ALTER TABLE artist ADD COLUMN portrait TEXT NOT NULL DEFAULT '[]';
UPDATE artist SET portrait = (
  SELECT json_group_array(json_object(
    'released_at', own.released_at, 'markets', json(own.markets), 'genres', json(own.genres), 'cover', json(own.cover)))
  FROM (
    SELECT released_at, document -> '$.markets' AS markets, document -> '$.genres' AS genres, document -> '$.cover' AS cover
    FROM artist_album WHERE artist_id = artist.id AND album_group <> 'appears_on' ORDER BY released_at DESC, album_id
  ) AS own
);
