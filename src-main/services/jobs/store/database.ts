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
 * @throws HindcastError `BAD_INPUT` when the file is not a database, comes from a newer Hindcast or cannot be written
 */
export function openDatabase(
  file: string,
  now: Date,
  migrations: readonly Migration[] = readMigrations(),
): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: busyTimeoutMilliseconds });
    configure(database);
    migrate(database, migrations, now);
    return database;
  } catch (error) {
    database?.close();
    const trouble = troubles[(error as { code?: string }).code ?? ''];
    if (trouble === undefined) throw error;
    throw new HindcastError('BAD_INPUT', `${file} ${trouble}, or choose another folder with --home.`, {
      cause: error,
    });
  }
}

const notWritable = 'cannot be opened and written. Make it and its folder yours to write';

/** What the user can do about a file that SQLite will not work with. */
const troubles: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'is not a database. Move it away',
  SQLITE_CANTOPEN: notWritable,
  SQLITE_READONLY: notWritable,
  SQLITE_READONLY_DIRECTORY: notWritable,
};

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
