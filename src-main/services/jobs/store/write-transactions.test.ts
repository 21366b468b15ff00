import Database from 'better-sqlite3';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { busyTimeoutMilliseconds, WriteTransactions } from './write-transactions.ts';

let folder: string;
let database: Database.Database;
let transactions: WriteTransactions;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-transactions-'));
  database = openDatabase(join(folder, 'queue.db'), new Date());
  database.exec('CREATE TABLE number (value INTEGER) STRICT');
  transactions = new WriteTransactions(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const add = (value: number): unknown => database.prepare('INSERT INTO number VALUES (?)').run(value);
const numbers = (): unknown => database.prepare('SELECT value FROM number ORDER BY value').pluck().all();

it('what throws is undone, and only that', () => {
  const failing = (value: number) => (): void => {
    add(value);
    throw new Error(`not ${value}`);
  };
  transactions.run(() => {
    add(1);
    expect(() => transactions.run(failing(2))).toThrow('not 2');
    transactions.run(() => add(3));
  });
  expect(() => transactions.run(failing(4))).toThrow('not 4');
  expect(numbers()).toEqual([1, 3]);
  expect(database.inTransaction).toBe(false);
});

it('waits for the lock of another, and leaves the patience of other statements as it was', async () => {
  // Holds the lock from before it answers until a moment after.
  const holder = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const other = new (require('better-sqlite3'))(workerData);
     other.exec('BEGIN IMMEDIATE; INSERT INTO number VALUES (1)');
     parentPort.postMessage('locked');
     Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
     other.exec('COMMIT');
     other.close();`,
    { eval: true, workerData: database.name },
  );
  const ended = once(holder, 'exit');
  await once(holder, 'message');
  transactions.run(() => add(2));
  expect(numbers()).toEqual([1, 2]);
  expect(database.pragma('busy_timeout', { simple: true })).toBe(busyTimeoutMilliseconds);
  await ended;
});

it('says that the database is busy when the lock does not come free', () => {
  const other = new Database(database.name);
  other.exec('BEGIN IMMEDIATE');
  const impatient = new WriteTransactions(database, 20);
  const started = performance.now();
  expect(() => impatient.run(() => add(1))).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }));
  expect(performance.now() - started).toBeGreaterThanOrEqual(20);
  expect(database.pragma('busy_timeout', { simple: true })).toBe(busyTimeoutMilliseconds);
  other.exec('ROLLBACK');
  other.close();
  expect(impatient.run(() => add(2))).toMatchObject({ changes: 1 });
});
