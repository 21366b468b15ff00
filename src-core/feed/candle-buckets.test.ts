import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketSeconds, CandleBuckets, candlesBetween, type CandleSeries } from './candle-buckets.ts';

const gapsAndPrices = fc.array(
  fc.record({
    gap: fc.integer({ min: 1, max: 40 }),
    prices: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 4, maxLength: 4 }),
  }),
  { maxLength: 120 },
);

/** Candles of a minute with gaps among them. */
function series(list: readonly { gap: number; prices: number[] }[]): CandleSeries {
  let ts = 0;
  const column = (index: number): Float64Array => Float64Array.from(list, ({ prices }) => prices[index] ?? 0);
  return {
    ts: Float64Array.from(list, ({ gap }) => (ts += 60 * gap)),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
  };
}

function together(candles: CandleSeries, seconds: number): CandleSeries {
  const buckets = new CandleBuckets(seconds);
  buckets.add(candles);
  return buckets.finish();
}

describe('candles put together', () => {
  it('have the first open, the highest high, the lowest low and the last close of their bucket', () => {
    fc.assert(
      fc.property(gapsAndPrices, fc.constantFrom(60, 300, 900, 3600), (list, seconds) => {
        const candles = series(list);
        const rows = [...candles.ts.keys()];
        const byBucket = Map.groupBy(rows, (row) => Math.floor((candles.ts[row] ?? 0) / seconds) * seconds);
        const built = together(candles, seconds);
        expect([...built.ts]).toEqual([...byBucket.keys()]);
        [...byBucket.values()].forEach((members, at) => {
          const of = (name: keyof CandleSeries): number[] => members.map((row) => candles[name][row] ?? 0);
          expect(built.open[at]).toBe(of('open')[0]);
          expect(built.high[at]).toBe(Math.max(...of('high')));
          expect(built.low[at]).toBe(Math.min(...of('low')));
          expect(built.close[at]).toBe(of('close').at(-1));
        });
      }),
      { seed: 21 },
    );
  });

  it('are the same in one step or in two, at once or in parts', () => {
    fc.assert(
      fc.property(gapsAndPrices, fc.nat(120), (list, cut) => {
        const candles = series(list);
        const direct = together(candles, 3600);
        expect(together(together(candles, 300), 3600)).toEqual(direct);
        const inParts = new CandleBuckets(3600);
        inParts.add(series(list.slice(0, cut)));
        inParts.add(candlesBetween(candles, (series(list.slice(0, cut)).ts.at(-1) ?? -1) + 1, Infinity));
        expect(inParts.finish()).toEqual(direct);
      }),
      { seed: 22 },
    );
  });

  it('grow beyond their first room', () => {
    const count = 5000;
    const column = Float64Array.from({ length: count }, (_, row) => row);
    const built = together({ ts: column, open: column, high: column, low: column, close: column }, 1);
    expect(built.close).toEqual(column);
  });
});

describe('the width of buckets', () => {
  const day = 86_400;

  it('is that of the candles where they fit, else the next that people read easily', () => {
    expect(bucketSeconds('1m', 0, 999 * 60, 1000)).toBe(60);
    expect(bucketSeconds('1m', 0, 1000 * 60, 1000)).toBe(300);
    expect(bucketSeconds('1m', 0, 365 * day - 60, 1000)).toBe(43_200);
    expect(bucketSeconds('1s', 0, 365 * day - 1, 600_000)).toBe(60);
    expect(bucketSeconds('3m', 0, day, 100)).toBe(900);
    expect(bucketSeconds('7s', 0, 7 * 999, 10)).toBe(7 * 128);
    expect(bucketSeconds('tick', 0, 10, 100)).toBe(1);
  });

  it('never gives more buckets than asked for, and smaller ones fit into larger ones', () => {
    const granularities = fc.constantFrom('1s', '5s', '1m', '3m', '15m', '1h', '4h', '1d', '7s');
    fc.assert(
      fc.property(
        granularities,
        fc.nat(2_000_000_000),
        fc.nat(400 * day),
        fc.integer({ min: 2, max: 5000 }),
        fc.integer({ min: 2, max: 5000 }),
        (granularity, from, length, most, other) => {
          const width = bucketSeconds(granularity, from, from + length, most);
          expect(Math.floor((from + length) / width) - Math.floor(from / width) + 1).toBeLessThanOrEqual(
            most,
          );
          const another = bucketSeconds(granularity, from, from + length, other);
          expect(Math.max(width, another) % Math.min(width, another)).toBe(0);
        },
      ),
      { seed: 23 },
    );
  });
});
