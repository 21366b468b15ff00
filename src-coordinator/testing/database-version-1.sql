-- What version 1 of the coordinator's database held, for the test of its migration. Never changed.
CREATE TABLE backfill_jobs (
    id TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    granularity TEXT NOT NULL,
    start_ts INTEGER NOT NULL,
    end_ts INTEGER NOT NULL CHECK (end_ts > start_ts),
    cursor_ts INTEGER NOT NULL CHECK (cursor_ts BETWEEN start_ts AND end_ts),
    records_written INTEGER NOT NULL DEFAULT 0 CHECK (records_written >= 0),
    pages_fetched INTEGER NOT NULL DEFAULT 0 CHECK (pages_fetched >= 0),
    status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    error TEXT CHECK ((error IS NOT NULL) = (status = 'failed')),
    created_milliseconds INTEGER NOT NULL,
    updated_milliseconds INTEGER NOT NULL
  ) STRICT;
CREATE UNIQUE INDEX backfill_jobs_one_active ON backfill_jobs ((1)) WHERE status IN ('pending', 'running');
CREATE INDEX backfill_jobs_newest ON backfill_jobs (created_milliseconds);
CREATE TABLE day_files (
    path TEXT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    granularity TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    records INTEGER NOT NULL CHECK (records > 0),
    size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    first_ts INTEGER NOT NULL,
    last_ts INTEGER NOT NULL CHECK (last_ts >= first_ts),
    modified_milliseconds REAL NOT NULL,
    updated_milliseconds INTEGER NOT NULL,
    UNIQUE (source, subject, kind, granularity, day)
  ) STRICT;
INSERT INTO backfill_jobs VALUES
  ('done', 'synthetic', 'BTC', 'candle', '1m', 1767225600, 1767312000, 1767312000, 1440, 1, 'completed', NULL, 1, 2),
  ('broken', 'synthetic', 'BTC', 'candle', '1m', 1767225600, 1767312000, 1767268800, 720, 3, 'failed', 'on fire', 3, 4),
  ('cut off', 'synthetic', 'ETH', 'candle', '1m', 1767225600, 1767312000, 1767225600, 0, 0, 'running', NULL, 5, 6);
INSERT INTO day_files VALUES
  ('synthetic/BTC/candle/1m/2026-01-01.parquet', 'synthetic', 'BTC', 'candle', '1m', '2026-01-01', 1440, 60000,
   'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 1767225600, 1767311940, 7.5, 8);
PRAGMA user_version = 1;
