import Database from 'better-sqlite3';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';

const schemaVersion = 1;

/** Times are seconds since the epoch, UTC, except where a name says milliseconds. */
const schema = `
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

/**
 * Opens the coordinator's database, creating it as needed. One process owns it; a second one is refused.
 *
 * @throws HindcastError `BAD_INPUT` when the file is in use, is no database, or comes from a newer version
 */
export function openCoordinatorDatabase(file: string): Database.Database {
  const database = new Database(file, { timeout: 1_000 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    setAndCheck(database, 'journal_mode', 'wal', 'wal');
    // better-sqlite3 compiles WAL to NORMAL, which may lose the last transactions in a power cut.
    setAndCheck(database, 'synchronous', 'FULL', 2);
    setAndCheck(database, 'trusted_schema', 'OFF', 0);
    createSchema(database);
    return database;
  } catch (error) {
    database.close();
    throw explain(error, file);
  }
}

function setAndCheck(
  database: Database.Database,
  pragma: string,
  value: string,
  expected: string | number,
): void {
  database.pragma(`${pragma} = ${value}`);
  const actual: unknown = database.pragma(pragma, { simple: true });
  if (actual !== expected) {
    throw new HindcastError(
      'INTERNAL',
      `SQLite keeps ${pragma} at ${String(actual)} for ${database.name}. Choose a data folder on a local disk.`,
    );
  }
}

function createSchema(database: Database.Database): void {
  const create = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > schemaVersion) {
      throw new HindcastError(
        'BAD_INPUT',
        `${database.name} was written by a newer coordinator (schema ${version}). Use that, or another data folder.`,
      );
    }
    if (version === 0) {
      database.exec(schema);
      database.pragma(`user_version = ${schemaVersion}`);
    }
  });
  create.immediate();
}

function explain(error: unknown, file: string): unknown {
  const code = (error as { code?: string }).code;
  if (code === 'SQLITE_BUSY') {
    return new HindcastError(
      'BAD_INPUT',
      `Another coordinator is using ${file}. Stop it, or choose another data folder.`,
      { cause: error },
    );
  }
  if (code === 'SQLITE_NOTADB') {
    return new HindcastError('BAD_INPUT', `${file} is not a database. Move it away.`, { cause: error });
  }
  return error;
}
