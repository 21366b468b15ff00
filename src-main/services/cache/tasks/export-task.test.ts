import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { ForkedNodeSpawner } from '../../processes/forked-node-spawner.ts';
import { CandleCache } from '../candle-cache.ts';
import { FeedTurns } from '../feed-turns.ts';
import { CacheUpkeep } from '../upkeep/cache-upkeep.ts';
import { exportTask } from './export-task.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const day = '2022-01-03';

it('D29 nothing takes days away that are being written out', async () => {
  const cache = new CandleCache(temporaryFolder());
  await writeDayFile({ root: cache.root, feed, day, candles: minuteCandles(day, 60) });
  const turns = new FeedTurns();
  const upkeep = new CacheUpkeep({
    cache,
    turns,
    now: () => new Date('2022-02-01T00:00:00Z'),
    pinned: { paths: () => Promise.resolve(new Set()), hashes: () => Promise.resolve(new Set()) },
    budgetBytes: () => Promise.resolve(0),
    onEvicted: () => undefined,
  });
  const path = join(temporaryFolder(), 'out.csv');
  const task = exportTask(
    {
      cache,
      turns,
      spawner: new ForkedNodeSpawner(process.env),
      exports: {
        prepare: async (fileName, mediaType, write) => {
          // Another task's pull is over.
          await upkeep.tidy();
          await write(path);
          return { exportId: 'one', fileName, mediaType, sizeBytes: 1 };
        },
      },
    },
    { feed, firstDay: day, lastDay: day, format: 'csv', times: 'iso' },
  );
  const running = task.run(new AbortController().signal, () => undefined);
  expect(turns.isTaken(feed)).toBe(true);
  await expect(running).resolves.toMatchObject({ rows: 60, day_count: 1 });
  expect(turns.isTaken(feed)).toBe(false);
  await upkeep.tidy();
  expect(await cache.cachedDays(feed)).toEqual([]);
});
