import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feed } from '../../src-core/feed/feed.ts';
import type { HistoryRecord } from './history-provider.ts';
import { SyntheticProvider, syntheticProviderSchema } from './synthetic-provider.ts';

const feed: Feed = { source: 'synthetic', subject: 'BTC', kind: 'candle', granularity: '1m' };
const signal = new AbortController().signal;
const start = Date.UTC(2026, 0, 1) / 1000;

function provider(seed = 7, of: Feed = feed): SyntheticProvider {
  return new SyntheticProvider(
    of,
    syntheticProviderSchema.parse({ type: 'synthetic', seed, initial_price: 40_000 }),
  );
}

function fetchRange(
  from: SyntheticProvider,
  startSeconds: number,
  endSeconds: number,
  limit = 1e9,
): Promise<readonly HistoryRecord[]> {
  return from.fetchPage({ feed, startSeconds, endSeconds, limit, signal });
}

describe('synthetic candles', () => {
  it('are the same whatever range is asked, in whatever order and page size', async () => {
    const whole = await fetchRange(provider(), start, start + 4 * 86_400);
    const byTime = new Map(whole.map((record) => [record.ts, record]));
    const shared = provider();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4 * 86_400 }),
        fc.integer({ min: 1, max: 2 * 86_400 }),
        fc.integer({ min: 1, max: 3_000 }),
        async (offset, length, limit) => {
          const end = Math.min(start + offset + length, start + 4 * 86_400);
          const part = await fetchRange(shared, start + offset, end, limit);
          const expected = whole.filter(({ ts }) => ts >= start + offset && ts < end).slice(0, limit);
          expect(part.map(({ ts }) => ts)).toEqual(expected.map(({ ts }) => ts));
          for (const record of part) expect(record).toEqual(byTime.get(record.ts));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('have the same bits on every machine and version of V8', async () => {
    const day = await fetchRange(provider(), start, start + 86_400);
    const digest = createHash('sha256').update(JSON.stringify(day)).digest('hex');
    expect(day).toHaveLength(1440);
    expect(digest).toBe('a8696cc5c4384db1ad2eadf6a27e18ab8b02d02b7c5814ea94c8ae7f4c4dd9a9');
  });

  it.each(['1s', '1m', '1h', '1d'])(
    'of %s are consistent, positive, on the grid and continuous',
    async (granularity) => {
      const days = granularity === '1s' ? 2 : 40;
      const records = await fetchRange(provider(3, { ...feed, granularity }), start, start + days * 86_400);
      let previousClose: number | null = null;
      const broken = records.filter(({ open, high, low, close, volume }) => {
        const continuous = previousClose === null || open === previousClose;
        previousClose = close;
        const prices = [open, high, low, close].map(Number);
        return !(
          continuous &&
          Math.max(...prices) === high &&
          Math.min(...prices) === low &&
          low > 0 &&
          Number(volume) > 0
        );
      });
      expect(broken).toEqual([]);
      expect(records).toHaveLength(
        (days * 86_400) / { '1s': 1, '1m': 60, '1h': 3600, '1d': 86_400 }[granularity]!,
      );
    },
  );

  it('start from the initial price at 2020-01-01', async () => {
    const anchor = Date.UTC(2020, 0, 1) / 1000;
    expect((await fetchRange(provider(), anchor, anchor + 60))[0]?.open).toBe(40_000);
  });

  it('cluster in volatility and have fat tails, but no drift to trade on', async () => {
    const records = await fetchRange(provider(), start, start + 60 * 86_400);
    const moves = records.map(({ open, close }) => Math.log(Number(close) / Number(open)));
    const sizes = moves.map(Math.abs);
    expect(autocorrelation(sizes, 1)).toBeGreaterThan(0.1);
    expect(Math.abs(autocorrelation(moves, 1))).toBeLessThan(0.02);
    const fourth = moves.reduce((sum, move) => sum + move ** 4, 0) / moves.length;
    const second = moves.reduce((sum, move) => sum + move ** 2, 0) / moves.length;
    expect(fourth / second ** 2).toBeGreaterThan(3.5);
  });

  it('differ by seed and by subject, and say that they are synthetic', async () => {
    const [one] = await fetchRange(provider(7), start, start + 60);
    const [other] = await fetchRange(provider(8), start, start + 60);
    const [third] = await fetchRange(provider(7, { ...feed, subject: 'ETH' }), start, start + 60);
    expect(new Set([one?.close, other?.close, third?.close]).size).toBe(3);
    expect(JSON.parse(one?.meta ?? '')).toEqual({ synthetic: true });
  });
});

function autocorrelation(values: readonly number[], lag: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [at, value] of values.entries()) {
    below += (value - mean) ** 2;
    if (at >= lag) above += (value - mean) * (values[at - lag]! - mean);
  }
  return above / below;
}
