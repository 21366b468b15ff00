import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noFaults } from '../../../src-core/quality/candle-faults.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { noteQualities, readLedger, updateLedger, type LedgerEntry } from './ledger.ts';

const entry: LedgerEntry = {
  sha256: 'a'.repeat(64),
  sizeBytes: 3,
  rows: 2,
  modifiedMilliseconds: 0.5,
  verifiedAt: '2026-01-01T00:00:00Z',
  origin: 'coordinator',
  quality: {
    rules: 1,
    counts: { ...noFaults(), missing: 3, gap: 1 },
    startsMissing: false,
    endsMissing: true,
  },
  source: 'http://127.0.0.1:8000',
};

it('changes that overlap are all kept', async () => {
  const folder = temporaryFolder();
  const days = Array.from({ length: 20 }, (_, index) => `2022-01-${String(index + 1).padStart(2, '0')}`);
  await Promise.all(days.map((day) => updateLedger(folder, new Map([[day, entry]]))));
  expect(await readLedger(folder)).toEqual(new Map(days.map((day) => [day, entry])));
});

it('a ledger of before qualities and sources were kept is read without them', async () => {
  const folder = temporaryFolder();
  await updateLedger(folder, new Map([['2022-01-01', entry]]));
  const path = join(folder, '.ledger.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/"quality":\{.*?"rules":1\},/, '').replace(/,"source":"[^"]+"/, ''));
  const { quality: _, source: __, ...rest } = entry;
  expect((await readLedger(folder)).get('2022-01-01')).toEqual(rest);
});

it('takes what was counted in a file only for that very file, and forgets a count of unknown kinds', async () => {
  const folder = temporaryFolder();
  const { quality, ...rest } = entry;
  if (quality === undefined) throw new Error('the entry has one');
  await updateLedger(
    folder,
    new Map([
      ['2022-01-01', rest],
      ['2022-01-02', { ...rest, sha256: 'b'.repeat(64) }],
    ]),
  );
  const counted = { sha256: entry.sha256, quality };
  await noteQualities(
    folder,
    new Map([
      ['2022-01-01', counted],
      ['2022-01-02', counted],
      ['2022-01-03', counted],
    ]),
  );
  const ledger = await readLedger(folder);
  expect([...ledger].map(([day, { quality: kept }]) => [day, kept])).toEqual([
    ['2022-01-01', quality],
    ['2022-01-02', undefined],
  ]);
  const path = join(folder, '.ledger.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"faults":{', '"faults":{"of_tomorrow":7,'));
  expect((await readLedger(folder)).get('2022-01-01')?.quality).toEqual(quality);
});
