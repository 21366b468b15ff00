import Database from 'better-sqlite3';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import { migrate, readMigrations, type Migration } from './migrations.ts';
import { busyTimeoutMilliseconds } from './write-transactions.ts';

/** The first SQLite without the WAL-reset defect that can lose a committed transaction. */
const oldestSqlite = [3, 51, 3] as const;

/**
 * Opens the job database, creating or migrating it as needed. Every connection writes ahead with `synchronous=FULL`:
 * a job that was accepted is still there after a power cut.
 *
 * @throws HindcastError `BAD_INPUT` when the file is not a database or comes from a newer Hindcast
 */
export function openDatabase(
  file: string,
  now: Date,
  migrations: readonly Migration[] = readMigrations(),
): Database.Database {
  const database = new Database(file, { timeout: busyTimeoutMilliseconds });
  try {
    configure(database);
    migrate(database, migrations, now);
    return database;
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_NOTADB') {
      throw new HindcastError(
        'BAD_INPUT',
        `${file} is not a database. Move it away, or choose another folder with --home.`,
        { cause: error },
      );
    }
    throw error;
  }
}

function configure(database: Database.Database): void {
  const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
  if (isOlder(version.split('.').map(Number), oldestSqlite)) {
    throw new HindcastError('INTERNAL', `SQLite ${version} is too old; ${oldestSqlite.join('.')} is needed.`);
  }
  set(database, 'journal_mode', 'wal', 'wal');
  // better-sqlite3 compiles WAL to NORMAL, which may lose the last transactions in a power cut.
  set(database, 'synchronous', 'FULL', 2);
  set(database, 'foreign_keys', 'ON', 1);
  set(database, 'trusted_schema', 'OFF', 0);
}

function set(database: Database.Database, pragma: string, value: string, expected: string | number): void {
  database.pragma(`${pragma} = ${value}`);
  const actual = database.pragma(pragma, { simple: true });
  if (actual !== expected) {
    throw new HindcastError(
      'INTERNAL',
      `SQLite keeps ${pragma} at ${String(actual)} instead of ${String(expected)} for ${database.name}. ` +
        'A network or read-only file system may be the reason; choose another folder with --home.',
    );
  }
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  for (const [index, part] of than.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
