-- An artist's genres and image follow from the albums that stand where and when somebody looks. The columns artist.genres and
-- artist.image are read no more; they stay for Workers that still run the version before.
UPDATE artist_album SET document = json_set(document, '$.genres', json(coalesce((SELECT album.genres FROM album WHERE album.id = album_id), '[]')));
UPDATE new_release SET document = json_set(document, '$.genres', json(coalesce((SELECT album.genres FROM album WHERE album.id = album_id), '[]')));

-- Albums whose lists lie in other databases write them anew, and covers of withdrawn albums are withheld: jobs follow every album once.
INSERT INTO catalogue_change (album_id, document, at)
  SELECT id, json_object('album_id', id, 'former_artist_ids', json('[]')), 0 FROM album;

-- Which albums show an image: images have no slice of their own.
CREATE INDEX album_by_cover ON album (json_extract(cover, '$.id'));
