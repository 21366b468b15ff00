import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { BackfillJobStore } from './backfill-job-store.ts';
import { openCoordinatorDatabase } from './coordinator-database.ts';
import { DayFileCatalogue } from './day-file-catalogue.ts';
import { migrations } from './migrations.ts';

const versionOne = new URL('../testing/database-version-1.sql', import.meta.url);

async function databaseFile(...scripts: string[]): Promise<string> {
  const file = join(await temporaryFolder(), 'test.sqlite');
  const database = new Database(file);
  for (const script of scripts) database.exec(script);
  database.close();
  return file;
}

function open(file: string): Database.Database {
  const database = openCoordinatorDatabase(file);
  onTestFinished(() => void database.close());
  return database;
}

describe('coordinator database', () => {
  it('is written through, and belongs to one process', async () => {
    const file = join(await temporaryFolder(), 'test.sqlite');
    const database = open(file);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(() => openCoordinatorDatabase(file)).toThrow(/Another coordinator is using/);
  });

  it('of version 1 is brought up to date with all it holds, and can be cancelled and retried in', async () => {
    const database = open(await databaseFile(await readFile(versionOne, 'utf8')));
    const jobs = new BackfillJobStore(database, () => 9);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(jobs.list().map(({ id, status, error, cancelled }) => [id, status, error, cancelled])).toEqual([
      ['cut off', 'running', null, false],
      ['broken', 'failed', 'on fire', false],
      ['done', 'completed', null, false],
    ]);
    expect(jobs.get('broken')).toMatchObject({
      cursorSeconds: 1_767_268_800,
      recordsWritten: 720,
      pagesFetched: 3,
      createdMilliseconds: 3,
      updatedMilliseconds: 4,
    });
    expect(new DayFileCatalogue(database, () => 9).list()).toMatchObject([
      { path: 'synthetic/BTC/candle/1m/2026-01-01.parquet', records: 1440, complete: true },
    ]);
    expect(jobs.retry('broken')).toBeUndefined();
    jobs.cancel('cut off', 'Cancelled.');
    expect(jobs.get('cut off')).toMatchObject({ status: 'failed', error: 'Cancelled.', cancelled: true });
    expect(jobs.retry('broken')).toMatchObject({
      status: 'pending',
      error: null,
      cursorSeconds: 1_767_268_800,
    });
  });

  it('has the same tables whether it is new or was brought up to date', async () => {
    const tables = (database: Database.Database): unknown[] =>
      ['backfill_jobs', 'day_files'].map((table) => database.pragma(`table_xinfo(${table})`));
    const old = await databaseFile(await readFile(versionOne, 'utf8'));
    expect(tables(open(old))).toEqual(tables(open(join(await temporaryFolder(), 'new.sqlite'))));
  });

  it('stays as it was when it cannot be brought up to date', async () => {
    const file = await databaseFile(
      await readFile(versionOne, 'utf8'),
      'ALTER TABLE backfill_jobs ADD COLUMN cancelled TEXT',
    );
    expect(() => openCoordinatorDatabase(file)).toThrow(/duplicate column/);
    const database = new Database(file);
    onTestFinished(() => void database.close());
    expect(database.pragma('user_version', { simple: true })).toBe(1);
  });

  it('of a newer version is refused', async () => {
    const file = await databaseFile('PRAGMA user_version = 99');
    expect(() => openCoordinatorDatabase(file)).toThrow(/newer coordinator \(schema 99\)/);
  });
});
