import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeCoordinator } from '../../services/coordinator/testing/fake-coordinator.ts';
import { runDataIndex } from './data-index.ts';
import { documentOf, outputOf } from './testing/recorded-io.ts';

const bitcoin = 'binance/BTCUSDT/candle/1m';
const ether = 'binance/ETHUSDT/candle/1m';

function entry(feed: string, date: string, records: number, sizeBytes: number): object {
  return { path: `${feed}/${date}.parquet`, records, size_bytes: sizeBytes, date };
}

async function startCoordinator(entries: readonly object[]): Promise<FakeCoordinator> {
  const coordinator = await FakeCoordinator.start();
  onTestFinished(() => coordinator.close());
  coordinator.answerIndex(entries);
  return coordinator;
}

describe('data index', () => {
  const entries = [
    entry(ether, '2022-01-03', 1440, 2048),
    entry(bitcoin, '2022-01-05', 100, 1024),
    entry(bitcoin, '2022-01-03', 1440, 2048),
  ];

  it('shows what a coordinator has of each feed', async () => {
    const { url: coordinator } = await startCoordinator(entries);
    expect(await outputOf((to) => runDataIndex({ coordinator }, to))).toBe(
      [
        'Feed                       First day   Last day    Days  Candles    Size',
        'binance/BTCUSDT/candle/1m  2022-01-03  2022-01-05     2    1,540  3.1 kB',
        'binance/ETHUSDT/candle/1m  2022-01-03  2022-01-03     1    1,440  2.0 kB',
        '',
      ].join('\n'),
    );
    expect(await documentOf((to) => runDataIndex({ coordinator }, to))).toEqual({
      coordinator,
      feeds: [
        {
          feed: bitcoin,
          first_day: '2022-01-03',
          last_day: '2022-01-05',
          day_count: 2,
          rows: 1540,
          size_bytes: 3072,
        },
        {
          feed: ether,
          first_day: '2022-01-03',
          last_day: '2022-01-03',
          day_count: 1,
          rows: 1440,
          size_bytes: 2048,
        },
      ],
    });
  });

  it('shows one feed day by day', async () => {
    const { url: coordinator } = await startCoordinator(entries);
    expect(await outputOf((to) => runDataIndex({ coordinator, feed: bitcoin }, to))).toBe(
      [
        'binance/BTCUSDT/candle/1m: 2 days, 1,540 candles, 3.1 kB',
        'Day         Candles    Size',
        '2022-01-03    1,440  2.0 kB',
        '2022-01-05      100  1.0 kB',
        '',
      ].join('\n'),
    );
    expect(await documentOf((to) => runDataIndex({ coordinator, feed: bitcoin }, to))).toMatchObject({
      feeds: [
        {
          feed: bitcoin,
          day_count: 2,
          days: [
            { day: '2022-01-03', rows: 1440, size_bytes: 2048 },
            { day: '2022-01-05', rows: 100, size_bytes: 1024 },
          ],
        },
      ],
    });
  });

  it('names the nearest feed when it has none of that name', async () => {
    const { url: coordinator } = await startCoordinator(entries);
    await expect(
      outputOf((to) => runDataIndex({ coordinator, feed: 'binance/BTCUSD/candle/1m' }, to)),
    ).rejects.toMatchObject({
      code: 'UNKNOWN_FEED',
      message: expect.stringContaining(`Did you mean ${bitcoin}?`),
      details: { nearest: bitcoin, known: [bitcoin, ether] },
    });
  });

  it('says so when the coordinator has nothing', async () => {
    const { url: coordinator } = await startCoordinator([]);
    expect(await outputOf((to) => runDataIndex({ coordinator }, to))).toContain('run a backfill there first');
    expect(await documentOf((to) => runDataIndex({ coordinator }, to))).toEqual({ coordinator, feeds: [] });
  });

  it('sends the key, and asks nothing when the feed is none', async () => {
    const coordinator = await startCoordinator(entries);
    await outputOf((to) => runDataIndex({ coordinator: coordinator.url, apiKey: 'secret' }, to));
    expect(JSON.stringify(coordinator.headers)).toContain('secret');
    await expect(
      outputOf((to) => runDataIndex({ coordinator: coordinator.url, feed: 'BTC' }, to)),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(coordinator.requests).toEqual(['GET /data/backfill/index']);
  });
});
