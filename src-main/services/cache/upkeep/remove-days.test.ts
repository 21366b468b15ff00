import { existsSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { CandleCache } from '../candle-cache.ts';
import { readLedger, updateLedger } from '../ledger.ts';
import { removeDays } from './remove-days.ts';
import { newUnfinishedToken } from '../../files/unfinished-token.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const days = ['2022-01-03', '2022-01-04', '2022-01-05'];

/** A cache with three days of a feed, in files of 3, 4 and 5 bytes, all in the ledger. */
async function filledCache(): Promise<CandleCache> {
  const cache = new CandleCache(join(temporaryFolder(), 'cache'));
  const folder = cache.folderOf(feed);
  await mkdir(folder, { recursive: true });
  for (const [index, day] of days.entries()) await writeFile(cache.pathOf(feed, day), 'x'.repeat(3 + index));
  const entry = {
    sha256: '0'.repeat(64),
    sizeBytes: 3,
    rows: 1,
    modifiedMilliseconds: 0,
    verifiedAt: '2026-01-01T00:00:00Z',
    origin: 'coordinator',
  } as const;
  await updateLedger(folder, new Map(days.map((day) => [day, entry])));
  return cache;
}

describe('removeDays', () => {
  it('deletes files with their ledger entries and keeps the others', async () => {
    const cache = await filledCache();
    expect(await removeDays(cache, feed, ['2022-01-03', '2022-01-05', '2022-01-09'])).toEqual({
      files: 2,
      bytes: 8,
    });
    expect(await cache.cachedDays(feed)).toEqual(['2022-01-04']);
    expect([...(await readLedger(cache.folderOf(feed))).keys()]).toEqual(['2022-01-04']);
  });

  it('with the last day removes the folders that are empty then, but not the root', async () => {
    const cache = await filledCache();
    const sibling = join(cache.root, 'binance', 'ETHUSDT', 'candle', '1m');
    await mkdir(sibling, { recursive: true });
    await removeDays(cache, feed, days);
    expect(existsSync(join(cache.root, 'binance', 'BTCUSDT'))).toBe(false);
    expect(existsSync(sibling)).toBe(true);
    await rm(sibling, { recursive: true });
    await mkdir(cache.folderOf(feed), { recursive: true });
    await writeFile(cache.pathOf(feed, '2022-01-03'), 'x');
    await rm(join(cache.root, 'binance', 'ETHUSDT'), { recursive: true });
    await removeDays(cache, feed, ['2022-01-03']);
    expect(existsSync(join(cache.root, 'binance'))).toBe(false);
    expect((await stat(cache.root)).isDirectory()).toBe(true);
  });

  it('clears away what dead writers left, and leaves what living ones are at', async () => {
    const cache = await filledCache();
    const folder = cache.folderOf(feed);
    const dead = join(folder, '.2022-01-07.parquet.999999999@0.1.partial');
    const living = join(folder, `.2022-01-08.parquet.${newUnfinishedToken()}.partial`);
    await writeFile(dead, '');
    await writeFile(living, '');
    await removeDays(cache, feed, days);
    expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
  });

  it('stopped half-way leaves no entry without its file, and is finished by the next removal', async () => {
    for (const unwanted of [days, days.slice(0, 2)]) {
      const cache = await filledCache();
      const folder = cache.folderOf(feed);
      // A folder under the name of a day file cannot be deleted like one.
      const obstacle = cache.pathOf(feed, '2022-01-04');
      await rm(obstacle);
      await mkdir(obstacle);
      await expect(removeDays(cache, feed, unwanted)).rejects.toThrow();
      const entered = [...(await readLedger(folder)).keys()];
      expect(entered).toEqual(unwanted.length === 3 ? [] : ['2022-01-05']);
      await rm(obstacle, { recursive: true });
      await writeFile(obstacle, 'x');
      expect((await removeDays(cache, feed, unwanted)).files).toBe(unwanted.length - 1);
      expect(existsSync(folder)).toBe(unwanted.length < 3);
    }
  });
});
