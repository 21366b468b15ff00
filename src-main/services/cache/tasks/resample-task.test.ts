import { expect, it } from 'vitest';
import type { Feed } from '../../../../src-core/feed/feed.ts';
import { minuteCandles, writeDayFile } from '../../../../tests/support/candle-files.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { CandleCache } from '../candle-cache.ts';
import { FeedTurns } from '../feed-turns.ts';
import { CacheUpkeep } from '../upkeep/cache-upkeep.ts';
import { resampleTask } from './resample-task.ts';

const feed: Feed = { source: 'binance', subject: 'BTCUSDT', kind: 'candle', granularity: '1m' };
const target: Feed = { ...feed, granularity: '1h' };
const days = ['2022-01-03', '2022-01-04'] as const;

it('D30 nothing takes days away, or changes them, of which others are being made', async () => {
  const cache = new CandleCache(temporaryFolder());
  for (const day of days) {
    await writeDayFile({ root: cache.root, feed, day, candles: minuteCandles(day, 60) });
  }
  const turns = new FeedTurns();
  const now = (): Date => new Date('2022-02-01T00:00:00Z');
  const upkeep = new CacheUpkeep({
    cache,
    turns,
    now,
    pinned: { paths: () => Promise.resolve(new Set()), hashes: () => Promise.resolve(new Set()) },
    budgetBytes: () => Promise.resolve(0),
    onEvicted: () => undefined,
  });
  const log: string[] = [];
  let pull = Promise.resolve(0);
  const task = resampleTask(
    {
      cache,
      quarantine: temporaryFolder(),
      turns,
      now,
      onChanged: () => undefined,
      stage: async ({ day }) => {
        if (day === days[0]) pull = turns.take(feed, undefined, async () => log.push('pulled'));
        // Another task's pull is over.
        await upkeep.tidy();
        log.push(`${day}: ${(await cache.cachedDays(feed)).join(' ')}`);
        return { inspection: null, incomplete: 0 };
      },
    },
    { feed, granularity: '1h', firstDay: days[0], lastDay: days[1], replace: false },
  );
  const running = task.run(new AbortController().signal, () => undefined);
  expect([turns.isTaken(feed), turns.isTaken(target)]).toEqual([true, true]);
  await expect(running).resolves.toMatchObject({ empty_count: 2 });
  await pull;
  expect(log).toEqual([...days.map((day) => `${day}: ${days.join(' ')}`), 'pulled']);
});
