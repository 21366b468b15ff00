import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { readMigrations, type Migration } from './migrations.ts';

const now = new Date('2026-11-21T12:00:00Z');
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-migrations-'));
  file = join(folder, 'queue.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function withSecond(sql: string): Migration[] {
  return [...readMigrations(), { version: 2, name: 'second', sql, checksum: 'second' }];
}

it('copies an existing database before it changes it', () => {
  openDatabase(file, now).close();
  expect(existsSync(`${file}.before-2.backup`)).toBe(false);
  const database = openDatabase(file, now, withSecond('CREATE TABLE extra (id INTEGER) STRICT'));
  expect(database.pragma('user_version', { simple: true })).toBe(2);
  database.close();
  const backup = openDatabase(`${file}.before-2.backup`, now);
  expect(backup.pragma('user_version', { simple: true })).toBe(1);
  backup.close();
});

it('changes nothing when a step fails', () => {
  openDatabase(file, now).close();
  expect(() => openDatabase(file, now, withSecond('CREATE TABLE extra (id INTEGER); nonsense'))).toThrow();
  const database = openDatabase(file, now);
  expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'").pluck().get()).toBe(0);
  database.close();
});

it('refuses a database of a newer version in words', () => {
  openDatabase(file, now, withSecond('CREATE TABLE extra (id INTEGER) STRICT')).close();
  expect(() => openDatabase(file, now)).toThrow(/written by a newer Hindcast \(schema 2; this one knows 1\)/);
});

it('refuses a database whose steps are not the known ones', () => {
  openDatabase(file, now).close();
  const changed = readMigrations().map(({ version, name, sql }) => ({
    version,
    name,
    sql,
    checksum: 'changed',
  }));
  expect(() => openDatabase(file, now, changed)).toThrow(/Schema step 1/);
});
