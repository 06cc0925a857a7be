-- The catalogue. An album, its tracks and its keys live in the album's slice; artists and recordings in their own.
CREATE TABLE artist (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  mbid TEXT,
  genres TEXT NOT NULL DEFAULT '[]',
  image TEXT,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Projection: an artist's albums, written from albums of any slice.
CREATE TABLE artist_album (
  artist_id TEXT NOT NULL,
  album_id TEXT NOT NULL,
  album_group TEXT NOT NULL,
  released_at INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (artist_id, album_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX artist_album_by_release ON artist_album (artist_id, released_at DESC, album_id);

CREATE TABLE album (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  album_type TEXT NOT NULL,
  artists TEXT NOT NULL,
  label TEXT,
  p_line TEXT,
  c_line TEXT,
  upc TEXT,
  mbid TEXT,
  release_date TEXT NOT NULL,
  released_at INTEGER NOT NULL,
  genres TEXT NOT NULL,
  language TEXT,
  markets TEXT,
  gapless INTEGER NOT NULL,
  cover TEXT,
  withdrawn INTEGER NOT NULL DEFAULT 0,
  -- SHA-256 of the delivery as last applied: the same delivery again changes nothing.
  delivery_sha256 TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a delivery may know an album by (UPC, reference, folder, name …).
CREATE TABLE album_key (
  key TEXT NOT NULL,
  album_id TEXT NOT NULL,
  PRIMARY KEY (key, album_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX album_key_by_album ON album_key (album_id);

CREATE TABLE track (
  id TEXT PRIMARY KEY,
  album_id TEXT NOT NULL REFERENCES album (id),
  disc INTEGER NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  artists TEXT NOT NULL,
  isrc TEXT,
  mbid TEXT,
  explicit INTEGER NOT NULL,
  language TEXT,
  genres TEXT NOT NULL,
  markets TEXT,
  rights TEXT NOT NULL,
  lyrics TEXT,
  replay_gain TEXT,
  recording_id TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  -- What a grant needs of the recording, copied here so that a batch is one query a slice.
  playback TEXT NOT NULL,
  withdrawn INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX track_by_album ON track (album_id, disc, number, id);

CREATE TABLE recording (
  id TEXT PRIMARY KEY,
  audio_sha256 TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  analysis TEXT NOT NULL,
  published_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rendition (
  recording_id TEXT NOT NULL,
  tier TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (recording_id, tier)
) STRICT, WITHOUT ROWID;

-- Which tracks play a recording; written before the track, so that no audio is removed from under one.
CREATE TABLE recording_use (
  recording_id TEXT NOT NULL,
  track_id TEXT NOT NULL,
  PRIMARY KEY (recording_id, track_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_use_by_track ON recording_use (track_id);

-- Outbox: a change of an album that projections, caches and audio objects still have to follow.
CREATE TABLE catalogue_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  album_id TEXT NOT NULL,
  document TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Who withdrew or restored what, when and why: never altered.
CREATE TABLE takedown (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subject_id TEXT NOT NULL,
  action TEXT NOT NULL,
  reason TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX takedown_by_subject ON takedown (subject_id, at);

-- Projection in the listing database: releases, newest first.
CREATE TABLE new_release (
  album_id TEXT PRIMARY KEY,
  released_at INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX new_release_by_release ON new_release (released_at DESC, album_id);
