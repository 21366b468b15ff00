import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';

/** One numbered step of the schema. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const migrationFile = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** The migrations of a folder in order; the one beside this file when none is given. */
export function readMigrations(
  folder: string = fileURLToPath(new URL('./migrations/', import.meta.url)),
): readonly Migration[] {
  const migrations = readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, version, name] = migrationFile.exec(file) ?? [];
      if (version === undefined || name === undefined) return [];
      // Line endings differ between checkouts; the meaning does not.
      const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
      return [
        { version: Number(version), name, sql, checksum: createHash('sha256').update(sql).digest('hex') },
      ];
    });
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) {
      throw new HindcastError('INTERNAL', `Migration ${index + 1} is missing from ${folder}.`);
    }
  });
  return migrations;
}

/**
 * Brings a database to the newest schema, in one transaction: others that open it meanwhile wait. An existing database is
 * first copied to `<file>.before-<version>.backup`.
 *
 * @throws HindcastError `BAD_INPUT` when the database comes from a newer Hindcast, or went through a step that is not
 *   the one this version knows
 */
export function migrate(database: Database.Database, migrations: readonly Migration[], now: Date): void {
  if (knownVersion(database, migrations) === migrations.length) return;
  database
    .transaction(() => {
      // Another process may have come first while this one waited for the lock.
      const current = knownVersion(database, migrations);
      if (current > 0 && current < migrations.length) backUp(database.name, migrations.length);
      for (const migration of migrations.slice(current)) apply(database, migration, now);
    })
    .exclusive();
}

/** The version of a database, once it is certain that its schema is a known one. */
function knownVersion(database: Database.Database, migrations: readonly Migration[]): number {
  const newest = migrations.length;
  const current = schemaVersion(database);
  if (current > newest) {
    throw new HindcastError(
      'BAD_INPUT',
      `The database ${database.name} was written by a newer Hindcast (schema ${current}; this one knows ${newest}). ` +
        'Update Hindcast, or choose another folder with --home.',
      { details: { schema: current, known: newest } },
    );
  }
  if (current > 0) checkApplied(database, migrations);
  return current;
}

function apply(database: Database.Database, { version, name, sql, checksum }: Migration, now: Date): void {
  if (version === 1) {
    database.exec(
      'CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, ' +
        'checksum TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
    );
  }
  database.exec(sql);
  database
    .prepare('INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)')
    .run(version, name, checksum, now.toISOString());
  database.pragma(`user_version = ${version}`);
}

function schemaVersion(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

function checkApplied(database: Database.Database, migrations: readonly Migration[]): void {
  const applied = database
    .prepare('SELECT version, checksum FROM schema_migration ORDER BY version')
    .all() as {
    version: number;
    checksum: string;
  }[];
  for (const { version, checksum } of applied) {
    if (migrations[version - 1]?.checksum !== checksum) {
      throw new HindcastError(
        'BAD_INPUT',
        `Schema step ${version} of the database ${database.name} is not the one this Hindcast knows. ` +
          'Use the version that wrote it, or choose another folder with --home.',
        { details: { version, checksum } },
      );
    }
  }
}

/** Copies a database that is locked against changes; by another connection, since none copies in a transaction. */
function backUp(file: string, target: number): void {
  const backup = `${file}.before-${target}.backup`;
  const unfinished = `${backup}.partial`;
  if (existsSync(backup)) return;
  rmSync(unfinished, { force: true });
  const source = new Database(file, { readonly: true });
  try {
    source.prepare('VACUUM INTO ?').run(unfinished);
  } finally {
    source.close();
  }
  const copy = openSync(unfinished, 'r+');
  fsyncSync(copy);
  closeSync(copy);
  renameSync(unfinished, backup);
}
