-- Ids of a playlist's first tracks, as JSON: a list makes its picture from their covers.
ALTER TABLE playlist ADD COLUMN lead TEXT NOT NULL DEFAULT '[]';
