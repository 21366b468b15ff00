import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CandleAnswer, CandleQuery } from '../../../src-core/data/candle-query.ts';
import type { Feed } from '../../../src-core/feed/feed.ts';
import { versionPath } from '../../../src-core/data/day-version.ts';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import type { PinnedFile } from '../../../src-core/job/worker-protocol.ts';
import { dayStart } from '../../../src-core/time/utc.ts';
import { minuteCandles, writeDayFile, type TestCandle } from '../../../tests/support/candle-files.ts';
import { pinnedFile } from '../../../tests/support/pinned-file.ts';
import { temporaryFolder } from '../../../tests/support/temporary-folder.ts';
import { SessionPool } from '../session-pool.ts';
import { ArrayCache } from './array-cache.ts';
import { candleView, type CandleLimits } from './candle-view.ts';

const feed: Feed = { source: 'test', subject: 'BTC', kind: 'candle', granularity: '1m' };
const days = ['2026-01-15', '2026-01-16', '2026-01-17'];
const run = { from: dayStart('2026-01-15'), to: dayStart('2026-01-18') - 1 };

/** A gap, a candle without a price, one whose price is in `meta`, one that comes twice. */
function candlesOf(day: string): TestCandle[] {
  const candles = minuteCandles(day, 1440, 100 + days.indexOf(day));
  if (day !== '2026-01-16') return candles;
  const nothing = { open: null, high: null, low: null, close: null, volume: null };
  return [
    ...candles.slice(0, 100),
    { ...nothing, ts: candles[200]?.ts ?? 0 },
    { ...nothing, ts: candles[201]?.ts ?? 0, meta: '{"price": 777}' },
    ...candles.slice(202, 300),
    { ...(candles[299] as TestCandle), high: 999 },
    ...candles.slice(300),
  ];
}

/** What is to be drawn, by plain loops. */
function expected(from: number, to: number, seconds: number): Record<string, number[]> {
  const clean = new Map<number, TestCandle>();
  for (const candle of days.flatMap(candlesOf)) {
    const price = candle.close ?? (JSON.parse(candle.meta ?? '{}') as { price?: number }).price ?? null;
    if (price === null) continue;
    const { open, high, low } = candle;
    clean.set(candle.ts, {
      ...candle,
      open: open ?? price,
      high: high ?? price,
      low: low ?? price,
      close: price,
    });
  }
  const start = Math.floor(from / seconds) * seconds;
  const end = (Math.floor(to / seconds) + 1) * seconds;
  const inside = [...clean.values()].filter(({ ts }) => ts >= start && ts < end);
  const buckets = Map.groupBy(inside, ({ ts }) => Math.floor(ts / seconds) * seconds);
  const members = [...buckets.values()];
  return {
    ts: [...buckets.keys()],
    open: members.map((list) => list[0]?.open ?? Number.NaN),
    high: members.map((list) => Math.max(...list.map(({ high }) => high ?? Number.NaN))),
    low: members.map((list) => Math.min(...list.map(({ low }) => low ?? Number.NaN))),
    close: members.map((list) => list.at(-1)?.close ?? Number.NaN),
  };
}

function plain({ ts, open, high, low, close }: CandleAnswer): Record<string, number[]> {
  return { ts: [...ts], open: [...open], high: [...high], low: [...low], close: [...close] };
}

describe('candles for a chart', () => {
  const sessions = new SessionPool();
  let root: string;
  let files: PinnedFile[];

  async function prepare(cacheRoot: string): Promise<PinnedFile[]> {
    const pinned: PinnedFile[] = [];
    for (const day of days) {
      const candles = candlesOf(day);
      await writeDayFile({ root: cacheRoot, feed, day, candles });
      pinned.push(pinnedFile(cacheRoot, dayFilePath(feed, day), candles.length));
    }
    return pinned;
  }

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'hindcast-candles-'));
    files = await prepare(root);
  });
  afterAll(() => {
    sessions.close();
    rmSync(root, { recursive: true });
  });

  function view(
    change: Partial<CandleQuery>,
    cache = new ArrayCache(1e8),
    limits?: CandleLimits,
  ): Promise<CandleAnswer> {
    return candleView(
      { cacheRoot: root, snapshotId: 's', feed, files, run, ...run, points: 5000, ...change },
      sessions,
      cache,
      limits,
    );
  }

  const ways: [string, CandleLimits | undefined][] = [
    ['read for the occasion', undefined],
    ['read once and kept', { few: 0, kept: 10_000 }],
    ['kept put together', { few: 0, kept: 100 }],
  ];
  const spans = [
    [run.from, run.to, 5000, 60],
    [run.from, run.to, 1000, 300],
    [run.from, run.to, 10, 43_200],
    [run.from + 3630, run.to - 90_000, 600, 300],
    [dayStart('2026-01-16') + 60, dayStart('2026-01-16') + 6 * 3600, 1000, 60],
  ] as const;

  describe.each(ways)('%s', (_way, limits) => {
    it.each(spans)('from %d to %d in at most %d', async (from, to, points, seconds) => {
      const answer = await view({ from, to, points }, new ArrayCache(1e8), limits);
      expect(answer.secondsPerCandle).toBe(seconds);
      expect(answer.ts.length).toBeLessThanOrEqual(points);
      expect(plain(answer)).toEqual(expected(from, to, seconds));
    });
  });

  it('are kept for the next look, and need no file then', async () => {
    const cache = new ArrayCache(1e8);
    const limits = { few: 0, kept: 10_000 };
    const whole = await view({ points: 500 }, cache, limits);
    const again = await view({ points: 500, cacheRoot: join(root, 'gone') }, cache, limits);
    expect(again).toEqual(whole);
    const zoomed = await view({ from: run.from, to: run.from + 3600, cacheRoot: join(root, 'gone') }, cache);
    expect(plain(zoomed)).toEqual(expected(run.from, run.from + 3600, 60));
  });

  it('outside the run are none', async () => {
    expect((await view({ from: 0, to: 1000 })).ts).toHaveLength(0);
    expect((await view({ from: run.to + 1, to: run.to + 1000 })).ts).toHaveLength(0);
    const more = await view({ from: 0, to: 9e9, points: 5000 });
    expect(plain(more)).toEqual(expected(run.from, run.to, 60));
  });

  it('D20 that were removed or replaced since are found by their content, or said to be gone', async () => {
    const other = temporaryFolder();
    const pinned = await prepare(other);
    const path = join(other, dayFilePath(feed, '2026-01-16'));
    mkdirSync(join(other, '.versions'));
    const kept = join(other, versionPath(pinned[1]?.sha256 ?? ''));
    copyFileSync(path, kept);
    writeFileSync(path, 'something else');
    const whole = await view({ cacheRoot: other, files: pinned });
    expect(plain(whole)).toEqual(expected(run.from, run.to, 60));
    rmSync(kept);
    await expect(view({ cacheRoot: other, files: pinned })).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining('2026-01-16'),
    });
    const firstDay = { from: run.from, to: run.from + 3600 };
    expect((await view({ cacheRoot: other, files: pinned, ...firstDay })).ts).toHaveLength(61);
    rmSync(path);
    await expect(view({ cacheRoot: other, files: pinned })).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining('2026-01-16'),
    });
  });
});
