-- What was computed from a recording's sound, in the recording's slice; the full analysis is a file beside its audio.
CREATE TABLE audio_features (
  recording_id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
