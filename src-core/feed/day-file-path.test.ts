import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDayFileSegments } from './day-file-path.ts';

describe('parseDayFileSegments', () => {
  it('accepts the path of a day file', () => {
    const names = parseDayFileSegments(['binance', 'BTC', 'candle', '1m', '2026-01-15.parquet']);
    expect(names).toEqual({
      feed: { source: 'binance', subject: 'BTC', kind: 'candle', granularity: '1m' },
      day: '2026-01-15',
    });
  });

  it('refuses whatever could be another path, on any position', () => {
    const good = ['binance', 'BTC', 'candle', '1m', '2026-01-15.parquet'];
    const bad = [
      '',
      '.',
      '..',
      '/etc',
      'a/b',
      'a\\b',
      '..%2f',
      '%2e%2e',
      'a\0',
      'C:\\x',
      'con',
      '~',
      'a b',
      'é',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.oneof(fc.constantFrom(...bad), fc.string()),
        (at, segment) => {
          fc.pre(!/^[A-Za-z0-9._:+-]+$/.test(segment) || bad.includes(segment));
          expect(parseDayFileSegments(good.with(at, segment))).toBeUndefined();
        },
      ),
    );
  });

  it.each([
    '2026-02-30.parquet',
    '2026-13-01.parquet',
    '2026-01-15.PARQUET',
    '2026-01-15.parquet.tmp',
    '.2026-01-15.parquet',
    'x2026-01-15.parquet',
    '2026-01-15.csv',
  ])('refuses the file name %s', (fileName) => {
    expect(parseDayFileSegments(['binance', 'BTC', 'candle', '1m', fileName])).toBeUndefined();
  });

  it('refuses more or fewer segments', () => {
    expect(parseDayFileSegments(['binance', 'BTC', 'candle', '2026-01-15.parquet'])).toBeUndefined();
    expect(
      parseDayFileSegments(['x', 'binance', 'BTC', 'candle', '1m', '2026-01-15.parquet']),
    ).toBeUndefined();
  });
});
