import Database from 'better-sqlite3';
import { HindcastError } from '../../src-core/errors/hindcast-error.ts';
import { migrations } from './migrations.ts';

/**
 * Opens the coordinator's database, creating it or bringing it up to this version as needed. One process owns it; a
 * second one is refused.
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
    migrate(database);
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

/** All steps that are missing, or none of them. */
function migrate(database: Database.Database): void {
  const upgrade = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > migrations.length) {
      throw new HindcastError(
        'BAD_INPUT',
        `${database.name} was written by a newer coordinator (schema ${version}). Use that, or another data folder.`,
      );
    }
    for (const step of migrations.slice(version)) database.exec(step);
    database.pragma(`user_version = ${migrations.length}`);
  });
  upgrade.immediate();
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
