CREATE TABLE albums (id TEXT PRIMARY KEY, title TEXT NOT NULL);
CREATE INDEX albums_by_title ON albums (title);
