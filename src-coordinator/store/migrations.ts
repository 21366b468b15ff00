/** Times are seconds since the epoch, UTC, except where a name says milliseconds. */
const jobsAndDayFiles = `
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
`;

/** Who reads the contract's fields sees a cancelled job as one that failed; this tells the two apart. */
const cancelledJobs = `
  ALTER TABLE backfill_jobs ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0
    CHECK (cancelled = 0 OR (cancelled = 1 AND status = 'failed'));
`;

/**
 * How often the files of each feed have changed, counted in the transaction that changes them. A feed stays listed when
 * its last file goes, so that the sum never comes back to an earlier one. The identity tells databases apart.
 */
const feedRevisions = `
  CREATE TABLE catalogue_identity (id TEXT NOT NULL PRIMARY KEY) STRICT;
  INSERT INTO catalogue_identity VALUES (lower(hex(randomblob(8))));

  CREATE TABLE feed_revisions (
    source TEXT NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    granularity TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (source, subject, kind, granularity)
  ) STRICT;
  INSERT INTO feed_revisions SELECT DISTINCT source, subject, kind, granularity, 1 FROM day_files;
  CREATE TRIGGER day_files_inserted AFTER INSERT ON day_files BEGIN
    INSERT INTO feed_revisions VALUES (new.source, new.subject, new.kind, new.granularity, 1)
    ON CONFLICT DO UPDATE SET revision = revision + 1;
  END;
  CREATE TRIGGER day_files_updated AFTER UPDATE ON day_files BEGIN
    UPDATE feed_revisions SET revision = revision + 1
    WHERE source = new.source AND subject = new.subject AND kind = new.kind AND granularity = new.granularity;
  END;
  CREATE TRIGGER day_files_deleted AFTER DELETE ON day_files BEGIN
    UPDATE feed_revisions SET revision = revision + 1
    WHERE source = old.source AND subject = old.subject AND kind = old.kind AND granularity = old.granularity;
  END;
`;

/** What leads from each version of the database to the next; an empty one has version 0. Steps are never changed. */
export const migrations: readonly string[] = [jobsAndDayFiles, cancelledJobs, feedRevisions];
