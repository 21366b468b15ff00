import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { readLedger, updateLedger, type LedgerEntry } from './ledger.ts';

const entry: LedgerEntry = {
  sha256: 'a'.repeat(64),
  sizeBytes: 3,
  rows: 2,
  duplicates: 1,
  modifiedMilliseconds: 0.5,
  verifiedAt: '2026-01-01T00:00:00Z',
  origin: 'coordinator',
  source: 'http://127.0.0.1:8000',
};

it('changes that overlap are all kept', async () => {
  const folder = temporaryFolder();
  const days = Array.from({ length: 20 }, (_, index) => `2022-01-${String(index + 1).padStart(2, '0')}`);
  await Promise.all(days.map((day) => updateLedger(folder, new Map([[day, entry]]))));
  expect(await readLedger(folder)).toEqual(new Map(days.map((day) => [day, entry])));
});

it('a ledger of before duplicates and sources were kept is read without them', async () => {
  const folder = temporaryFolder();
  await updateLedger(folder, new Map([['2022-01-01', entry]]));
  const path = join(folder, '.ledger.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"duplicates":1,', '').replace(/,"source":"[^"]+"/, ''));
  const { duplicates: _, source: __, ...rest } = entry;
  expect((await readLedger(folder)).get('2022-01-01')).toEqual(rest);
});
