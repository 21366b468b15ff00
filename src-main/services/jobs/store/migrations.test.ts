import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrderOf } from '../../../../src-core/job/queue-order.ts';
import { systemClock } from '../clock.ts';
import { openDatabase } from './database.ts';
import { readMigrations, type Migration } from './migrations.ts';
import { SqliteJobStore } from './sqlite-job-store.ts';

const now = new Date('2026-11-21T12:00:00Z');
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-migrations-'));
  file = join(folder, 'queue.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const newest = readMigrations().length;

function withNext(sql: string): Migration[] {
  return [...readMigrations(), { version: newest + 1, name: 'next', sql, checksum: 'next' }];
}

it('Q36 copies an existing database before it changes it', () => {
  openDatabase(file, now).close();
  const copy = `${file}.before-${newest + 1}.backup`;
  expect(existsSync(copy)).toBe(false);
  const database = openDatabase(file, now, withNext('CREATE TABLE extra (id INTEGER) STRICT'));
  expect(database.pragma('user_version', { simple: true })).toBe(newest + 1);
  database.close();
  const backup = openDatabase(copy, now);
  expect(backup.pragma('user_version', { simple: true })).toBe(newest);
  backup.close();
});

it('Q36 changes nothing when a step fails', () => {
  openDatabase(file, now).close();
  expect(() => openDatabase(file, now, withNext('CREATE TABLE extra (id INTEGER); nonsense'))).toThrow();
  const database = openDatabase(file, now);
  expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'").pluck().get()).toBe(0);
  database.close();
});

it('Q36 refuses a database of a newer version in words', () => {
  openDatabase(file, now, withNext('CREATE TABLE extra (id INTEGER) STRICT')).close();
  expect(() => openDatabase(file, now)).toThrow(
    `written by a newer Hindcast (schema ${newest + 1}; this one knows ${newest})`,
  );
});

it('Q36 refuses a database whose steps are not the known ones', () => {
  openDatabase(file, now).close();
  const changed = readMigrations().map(({ version, name, sql }) => ({
    version,
    name,
    sql,
    checksum: 'changed',
  }));
  expect(() => openDatabase(file, now, changed)).toThrow(
    expect.objectContaining({ code: 'BAD_INPUT', message: expect.stringContaining('Schema step 1') }),
  );
});

it('Q36 has steps that never change: databases that went through them are refused otherwise', () => {
  expect(readMigrations().map(({ checksum }) => checksum.slice(0, 12))).toEqual([
    '859a5b04b66f',
    '8756fb03da14',
    'dfe1db332251',
    '109bbe2d81e0',
    '1aa0986564ff',
    'e709f4c81071',
    '2edf8509213d',
    '8a1cdb9b458e',
  ]);
});

it('Q36 serves processes that open a database at once, of which one brings it up to date', async () => {
  const first = openDatabase(file, now, readMigrations().slice(0, 7));
  first.exec(readFileSync(new URL('../testing/schema-7-jobs.sql', import.meta.url), 'utf8'));
  first.close();
  const script = `
    import { openDatabase } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)};
    const database = openDatabase(${JSON.stringify(file)}, new Date(0));
    console.log(database.pragma('user_version', { simple: true }));
  `;
  const open = promisify(execFile);
  const opened = await Promise.all(
    Array.from({ length: 8 }, () => open(process.execPath, ['--input-type=module', '--eval', script])),
  );
  expect(opened.map(({ stdout }) => stdout.trim())).toEqual(opened.map(() => String(newest)));
  const backup = openDatabase(`${file}.before-${newest}.backup`, now, readMigrations().slice(0, 7));
  expect(backup.prepare('SELECT count(*) FROM job').pluck().get()).toBe(5);
  backup.close();
});

describe('a database of schema 1', () => {
  const first = readMigrations().slice(0, 1);
  const fixture = new URL('../testing/schema-1-jobs.sql', import.meta.url);

  it('Q36 keeps its jobs, which say what lists show of them', () => {
    const old = openDatabase(file, now, first);
    old.exec(readFileSync(fixture, 'utf8'));
    old.close();
    const store = new SqliteJobStore(openDatabase(file, now), systemClock);
    expect(store.lists.rows()).toMatchObject([
      {
        name: 'on windows',
        state: 'failed',
        feeds: ['binance/BTCUSDT/candle/1m', 'binance/ETHUSDT/candle/1m'],
        firstDay: '2022-02-01',
        lastDay: '2022-02-28',
        model: 'model two.py',
        notes: '',
        pinned: false,
      },
      {
        name: 'on linux',
        state: 'completed',
        feeds: ['synthetic/BTC/candle/1m'],
        firstDay: '2022-01-03',
        lastDay: '2022-01-05',
        model: 'mean-reversion.ts',
        notes: '',
        pinned: false,
      },
    ]);
    expect(store.lists.recentModels(9).map(({ path }) => path)).toEqual([
      'C:\\models\\model two.py',
      '/home/ada/models/mean-reversion.ts',
    ]);
    expect(store.lists.durations('/home/ada/models/mean-reversion.ts', 9)).toEqual([
      { seconds: expect.closeTo(12.5, 3), candles: 4319 },
    ]);
    store.close();
  });

  it('Q36 is brought to the schema that a new one has', () => {
    openDatabase(file, now, first).close();
    const schemaOf = (path: string): unknown => {
      const database = openDatabase(path, now);
      const schema = database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
      database.close();
      return schema;
    };
    expect(schemaOf(file)).toEqual(schemaOf(join(folder, 'new.db')));
  });
});

describe.each([2, 3, 5, 6, 7])('a database of schema %i', (version) => {
  const idOf = (number: number): string => number.toString(16).padStart(32, '0');

  function migrated(): SqliteJobStore {
    const old = openDatabase(file, now, readMigrations().slice(0, version));
    old.exec(readFileSync(new URL(`../testing/schema-${version}-jobs.sql`, import.meta.url), 'utf8'));
    old.close();
    return new SqliteJobStore(openDatabase(file, now), systemClock);
  }

  it('Q36 keeps a job in every state, with its history', () => {
    const store = migrated();
    expect(store.lists.rows().map(({ name, state, retries }) => [name, state, retries])).toEqual([
      ['cancelled job', 'cancelled', 0],
      ['failed job', 'failed', 1],
      ['completed job', 'completed', 0],
      ['running job', 'running', 0],
      ['pending job', 'pending', 0],
    ]);
    expect(store.events(idOf(4)).map(({ type, actor }) => [type, actor])).toEqual([
      ['pending', 'ada'],
      ['running', 'hindcast'],
      ['failed', 'hindcast'],
    ]);
    expect(store.lists.row(idOf(3))).toMatchObject({
      notes: 'a note',
      pinned: true,
      warnings: ['1 candle missing'],
    });
    expect(store.get(idOf(2))).toMatchObject({ leaseId: '1-0123456789abcdef', progress: { fraction: 0.5 } });
    expect(store.checkup.damages()).toEqual([]);
    expect(store.checkup.brokenReferences()).toEqual([]);
    store.close();
  });

  it('Q36 Q7 has the order of the queue that it would have had', () => {
    const store = migrated();
    for (const number of [1, 2, 3, 4, 5]) {
      const job = store.get(idOf(number));
      if (job === undefined) throw new Error(`no job ${number}`);
      expect(job.startOrder).toBeCloseTo(startOrderOf(Date.parse(job.queuedAt), job.priority), 0);
    }
    store.close();
  });

  it('Q36 Q34 finds its jobs by text', () => {
    const store = migrated();
    const found = (text: string): string[] => store.list({ text, limit: 9 }).jobs.map(({ state }) => state);
    expect(found('FAILED')).toEqual(['failed']);
    expect(found('model.ts')).toHaveLength(5);
    store.close();
  });

  it('Q36 Q8 goes on: jobs are added, moved and run', () => {
    const store = migrated();
    store.order.resume('ada');
    store.order.schedule(idOf(1), null, 'ada');
    store.retry(idOf(4), 'ada');
    expect(store.order.move([idOf(4)], { to: 'front' }, 'ada')).toEqual([idOf(4)]);
    expect(store.attempts.claim({ leaseId: 'l', ownerProcess: '1@' })?.jobId).toBe(idOf(4));
    store.close();
  });
});

it('Q36 a database of schema 3 keeps groups, waiting and the pause', () => {
  const old = openDatabase(file, now, readMigrations().slice(0, 3));
  old.exec(readFileSync(new URL('../testing/schema-3-jobs.sql', import.meta.url), 'utf8'));
  old.close();
  const store = new SqliteJobStore(openDatabase(file, now), systemClock);
  expect(store.order.paused()).toEqual({ at: '2026-11-15T10:00:00.000Z', by: 'ada' });
  expect(store.groups.list()).toMatchObject([
    { name: 'sweep', counts: { pending: 1, completed: 1 }, fraction: 0.5 },
  ]);
  const [pending] = store.list({ states: ['pending'], limit: 1 }).jobs;
  expect(pending).toMatchObject({ blockedBy: 1, notBefore: '2026-12-01T00:00:00.000Z', groupId: 'g1' });
  expect(store.checkup.wrongWaits()).toEqual([]);
  store.close();
});
