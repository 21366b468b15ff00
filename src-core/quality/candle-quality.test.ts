import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateCandleColumns, candleColumnNames, type Candle, type CandleColumns } from '../feed/candle.ts';
import { faultKinds, noFaults, type FaultCounts, type FaultKind } from './candle-faults.ts';
import { CandleQuality, periodsBetween, type CandleQualityReport } from './candle-quality.ts';

const midnight = 1_641_168_000; // 2022-01-03
const day = 86_400;
const nan = Number.NaN;

function columnsOf(candles: readonly Candle[]): CandleColumns {
  const columns = allocateCandleColumns(candles.length);
  candles.forEach((candle, row) => {
    for (const name of candleColumnNames) columns[name][row] = candle[name];
  });
  return columns;
}

function look(
  candles: readonly Candle[],
  period: number | null = 60,
  [start, end]: readonly [number, number] = [midnight, midnight + day - 1],
  metaPrice?: ReadonlyMap<number, number>,
): CandleQualityReport {
  const quality = new CandleQuality(period, start, end);
  quality.add(columnsOf(candles), metaPrice);
  return quality.finish();
}

/** A quiet day: the price moves by a few hundredths of a percent from candle to candle. */
function quietDay(period = 60, from = midnight): Candle[] {
  return Array.from({ length: day / period }, (_, index) => {
    const close = 100 + 0.05 * Math.sin(index * 1.7);
    const open = 100 + 0.05 * Math.sin((index - 1) * 1.7);
    const [low, high] = [Math.min(open, close) - 0.01, Math.max(open, close) + 0.01];
    return { ts: from + index * period, open, high, low, close, volume: 1 };
  });
}

function changed(candles: readonly Candle[], at: number, change: Partial<Candle>): Candle[] {
  return candles.map((candle, index) => (index === at ? altered(candle, { ...change }) : candle));
}

function altered(candle: Candle, change: Partial<Candle>): Candle {
  return { ...candle, ...change };
}

function found(counts: Partial<Record<FaultKind, number>>): FaultCounts {
  return { ...noFaults(), ...counts };
}

describe('the quality of candles', () => {
  it('D24 finds nothing in a day that is whole', () => {
    expect(look(quietDay())).toEqual({
      rows: 1440,
      expected: 1440,
      counts: noFaults(),
      gaps: [],
      examples: [],
      startsMissing: false,
      endsMissing: false,
    });
  });

  it('D24 counts gaps with start and length, at the ends of the day too', () => {
    const present = quietDay().filter(
      (_, index) => index >= 2 && index !== 10 && !(index >= 20 && index < 50) && index < 1439,
    );
    const report = look(present);
    expect(report.counts).toEqual(found({ missing: 2 + 1 + 30 + 1, gap: 4 }));
    expect(report.gaps).toEqual([
      { start: midnight, periods: 2 },
      { start: midnight + 600, periods: 1 },
      { start: midnight + 1200, periods: 30 },
      { start: midnight + 1439 * 60, periods: 1 },
    ]);
    expect([report.startsMissing, report.endsMissing]).toEqual([true, true]);
  });

  it('D24 tells a gap that goes on over midnight as one', () => {
    const candles = [...quietDay().slice(0, 1400), ...quietDay(60, midnight + day).slice(25)];
    const report = look(candles, 60, [midnight, midnight + 2 * day - 1]);
    expect(report.gaps).toEqual([{ start: midnight + 1400 * 60, periods: 65 }]);
    expect(report.expected).toBe(2880);
  });

  it('D24 counts everything as missing when there is nothing', () => {
    expect(look([])).toMatchObject({ rows: 0, expected: 1440, counts: found({ missing: 1440, gap: 1 }) });
  });

  it('D24 counts duplicates and rows out of order', () => {
    const [first, second, ...rest] = quietDay();
    if (first === undefined || second === undefined) throw new Error('two candles');
    const report = look([second, first, second, ...rest]);
    expect(report.counts).toEqual(found({ duplicate: 1, out_of_order: 1 }));
    expect(report.examples.map(({ kind, at }) => [kind, at])).toEqual([
      ['out_of_order', midnight],
      ['duplicate', midnight + 60],
    ]);
  });

  it('D24 counts times off the grid, which fill their period all the same', () => {
    const late = quietDay().map((candle) => altered(candle, { ts: candle.ts + 59 }));
    expect(look(late).counts).toEqual(found({ off_grid: 1440 }));
    expect(look(changed(quietDay(), 7, { ts: midnight + 7 * 60 + 1 })).counts).toEqual(
      found({ off_grid: 1 }),
    );
  });

  it('D24 counts rows without a price, whose period is missing', () => {
    const report = look(changed(quietDay(), 7, { close: nan }));
    expect(report.counts).toEqual(found({ without_price: 1, missing: 1, gap: 1 }));
    expect(report.examples).toMatchObject([{ kind: 'without_price', at: midnight + 420, close: null }]);
    expect(look(changed(quietDay(), 7, { close: Infinity })).counts.without_price).toBe(1);
  });

  it('D24 takes a price out of meta, and the close for other prices that are not there', () => {
    const ticks = changed(quietDay(), 7, { open: nan, high: nan, low: nan, close: nan, volume: nan });
    expect(look(ticks, 60, undefined, new Map([[7, 100]])).counts).toEqual(noFaults());
    expect(look(changed(quietDay(), 7, { open: nan, volume: nan })).counts).toEqual(noFaults());
  });

  it.each([
    ['zero', { low: 0 }],
    ['negative', { low: -3 }],
    ['negative throughout', { open: -2, high: -1, low: -3, close: -2 }],
  ])('D24 counts a price that is %s', (_what, change) => {
    const { counts, examples } = look(changed(quietDay(), 7, change));
    expect(counts.not_positive).toBe(1);
    expect(examples[0]).toMatchObject({ kind: 'not_positive', at: midnight + 420, ...change });
  });

  it.each([
    ['high below low', { high: 99, low: 101 }],
    ['the open above the high', { open: 101 }],
    ['the open below the low', { open: 99 }],
    ['the close above the high', { close: 100.5 }],
    ['the close below the low', { close: 99.5 }],
  ])('D24 counts a candle with %s', (_what, change) => {
    expect(look(changed(quietDay(), 7, change)).counts).toEqual(found({ inconsistent: 1 }));
  });

  it('D24 counts a spike there and back, and a jump that stays once', () => {
    const spike = { open: 100, high: 150, low: 99, close: 150 };
    const report = look(changed(quietDay(), 700, spike));
    expect(report.counts).toEqual(found({ spike: 2 }));
    expect(report.examples.map(({ kind, at }) => [kind, at])).toEqual([
      ['spike', midnight + 42_000],
      ['spike', midnight + 42_060],
    ]);
    expect(report.examples[0]?.change).toBeCloseTo(Math.log(1.5), 2);
    const jump = quietDay().map((candle, index) => {
      const { open, high, low, close } = candle;
      const twice = { open: 2 * open, high: 2 * high, low: 2 * low, close: 2 * close };
      return index < 700 ? candle : altered(candle, twice);
    });
    expect(look(jump).counts).toEqual(found({ spike: 1 }));
  });

  it('D24 calls no spike what is usual that day, what is small, or what lies behind a gap', () => {
    const wild = quietDay().map((candle, index) => {
      const price = 100 * (index % 2 === 0 ? 1 : 1.05);
      return altered(candle, { open: price, high: price, low: price, close: price });
    });
    expect(look(wild).counts).toEqual(noFaults());
    const small = { open: 100, high: 101.9, low: 99, close: 101.9 };
    expect(look(changed(quietDay(), 700, small)).counts).toEqual(noFaults());
    const apart = quietDay()
      .filter((_, index) => index < 600 || index >= 700)
      .map((candle) =>
        candle.ts < midnight + 36_000
          ? candle
          : altered(candle, { open: 150, high: 150.2, low: 149.8, close: 150 + candle.close - 100 }),
      );
    expect(look(apart).counts).toEqual(found({ missing: 100, gap: 1 }));
  });

  it('D24 counts flat stretches: sooner without volume than with', () => {
    const flat = (from: number, length: number, volume: number): Candle[] =>
      quietDay().map((candle, index) =>
        index >= from && index < from + length
          ? altered(candle, {
              open: 100,
              high: 100,
              low: 100,
              close: 100,
              volume: index === from ? 5 : volume,
            })
          : candle,
      );
    expect(look(flat(100, 29, 0)).counts).toEqual(noFaults());
    expect(look(flat(100, 30, 0)).counts).toEqual(found({ flat: 1 }));
    expect(look(flat(100, 30, 0)).examples).toMatchObject([
      { kind: 'flat', at: midnight + 6000, periods: 30 },
    ]);
    expect(look(flat(100, 59, 2)).counts).toEqual(noFaults());
    expect(look(flat(1380, 60, 2)).counts).toEqual(found({ flat: 1 }));
    const price = { open: 1, high: 1, low: 1, close: 1, volume: 0 };
    const still = quietDay(3600).map((candle) => altered(candle, price));
    expect(look(still, 3600).counts).toEqual(found({ flat: 1 }));
  });

  it('D24 leaves out what lies outside the range', () => {
    const candles = changed(changed(quietDay(), 3, { low: -1 }), 1000, { low: -1 });
    const report = look(candles, 60, [midnight + 600, midnight + 1199]);
    expect(report).toMatchObject({ rows: 10, expected: 10, counts: noFaults() });
  });

  it('D24 expects nothing of a granularity that is no period of a day', () => {
    const report = look([...quietDay().slice(0, 5), ...quietDay().slice(9)], null);
    expect(report).toMatchObject({ expected: null, counts: noFaults(), rows: 1436 });
    expect(look(quietDay(), 2 * day)).toMatchObject({ expected: null });
  });

  it('lists a few examples of each kind, however many there are', () => {
    const report = look(quietDay().map((candle) => altered(candle, { low: -1, high: -2 })));
    expect(report.counts).toEqual(found({ not_positive: 1440, inconsistent: 1440 }));
    expect(report.examples).toHaveLength(10);
    const odd = look(quietDay().filter((_, index) => index % 2 === 0));
    expect(odd.counts).toEqual(found({ missing: 720, gap: 720 }));
    expect(odd.gaps).toHaveLength(50);
  });
});

/** The same rules, written down as plainly as they can be, for rows of one day or more. */
function plainly(candles: readonly Candle[], period: number, start: number, end: number): FaultCounts {
  const counts = noFaults();
  const rows = candles
    .map((candle, row) => Object.assign({}, candle, { row }))
    .filter(({ ts }) => ts >= start && ts <= end);
  for (const { ts, row } of rows) {
    const before = candles[row - 1];
    if (before !== undefined && sameDay(before.ts, ts) && ts < before.ts) counts.out_of_order++;
  }
  const priced = rows.filter(({ close }) => Number.isFinite(close));
  counts.without_price = rows.length - priced.length;
  const byTime = new Map<number, Candle>();
  for (const candle of priced) byTime.set(candle.ts, candle);
  counts.duplicate = priced.length - byTime.size;
  const used = [...byTime.values()]
    .sort((left, right) => left.ts - right.ts)
    .map((candle) => {
      const or = (value: number): number => (Number.isFinite(value) ? value : candle.close);
      return altered(candle, { open: or(candle.open), high: or(candle.high), low: or(candle.low) });
    });
  for (const { ts, open, high, low, close } of used) {
    if (ts % period !== 0) counts.off_grid++;
    if (Math.min(open, high, low, close) <= 0) counts.not_positive++;
    if (high < Math.max(low, open, close) || low > Math.min(open, close)) counts.inconsistent++;
  }
  const filled = new Set(used.map(({ ts }) => Math.floor(ts / period)));
  let wasMissing = false;
  for (let at = Math.ceil(start / period); at <= Math.floor(end / period); at++) {
    const isMissing = !filled.has(at);
    if (isMissing) counts.missing++;
    if (isMissing && !wasMissing) counts.gap++;
    wasMissing = isMissing;
  }
  for (const ofDay of Map.groupBy(used, ({ ts }) => Math.floor(ts / day)).values()) {
    const isNext = (index: number): boolean =>
      index > 0 && (ofDay[index]?.ts ?? 0) - (ofDay[index - 1]?.ts ?? 0) === period;
    const changes = ofDay.flatMap(({ close }, index) => {
      const before = ofDay[index - 1]?.close ?? 0;
      return isNext(index) && close > 0 && before > 0 ? [Math.abs(Math.log(close / before))] : [];
    });
    const sorted = changes.toSorted((left, right) => left - right);
    const half = (sorted.length - 1) / 2;
    const median = ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
    if (changes.length >= 5)
      counts.spike += changes.filter((change) => change > Math.max(50 * median, 0.02)).length;
    const isSame = (index: number): boolean =>
      isNext(index) &&
      (['open', 'high', 'low', 'close'] as const).every(
        (name) => ofDay[index]?.[name] === ofDay[index - 1]?.[name],
      );
    for (let from = 0; from < ofDay.length;) {
      let to = from + 1;
      while (to < ofDay.length && isSame(to)) to++;
      const hasVolume = ofDay.slice(from + 1, to).some(({ volume }) => volume > 0);
      const least = Math.max(6, Math.min(Math.max(30, 600 / period) * (hasVolume ? 2 : 1), day / period));
      if (to - from >= least) counts.flat++;
      from = to;
    }
  }
  return counts;
}

function sameDay(left: number, right: number): boolean {
  return Math.floor(left / day) === Math.floor(right / day);
}

const oddPrice = fc.constantFrom(nan, Infinity, 0, -1, 50, 99.9, 100.1, 200);
const change = fc.record({
  at: fc.nat(100),
  length: fc.constantFrom(1, 1, 2, 6, 24, 30, 60),
  what: fc.oneof(
    fc
      .constantFrom('drop', 'double', 'swap', 'shift', 'flat', 'still')
      .map((act) => ({ act, name: '', price: 0 })),
    fc.record({
      act: fc.constant('price'),
      name: fc.constantFrom('open', 'high', 'low', 'close'),
      price: oddPrice,
    }),
  ),
});

/** Two days of candles with what was done to them. */
function spoilt(
  period: number,
  changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[],
): Candle[] {
  let candles = [...quietDay(period), ...quietDay(period, midnight + day)];
  for (const { at, length, what } of changes) {
    const from = Math.floor((at * candles.length) / 101);
    const part = candles.slice(from, from + length);
    const done: Record<string, () => Candle[]> = {
      drop: () => [],
      double: () => [...part, ...part],
      // Within a day: files hold one day each.
      swap: () =>
        part.toSorted(
          (left, right) => Math.floor(left.ts / day) - Math.floor(right.ts / day) || right.ts - left.ts,
        ),
      shift: () => part.map((candle) => altered(candle, { ts: candle.ts + 1 })),
      flat: () => part.map((candle) => altered(candle, { open: 100, high: 100, low: 100, close: 100 })),
      still: () =>
        part.map((candle) => altered(candle, { open: 100, high: 100, low: 100, close: 100, volume: 0 })),
      price: () => part.map((candle) => altered(candle, { [what.name]: what.price })),
    };
    candles = [...candles.slice(0, from), ...(done[what.act]?.() ?? []), ...candles.slice(from + length)];
  }
  // Doubling over midnight would leave a day in two pieces.
  return candles.toSorted((left, right) => Math.floor(left.ts / day) - Math.floor(right.ts / day));
}

describe('the quality of candles, against a plain count', () => {
  const cases = fc.tuple(fc.constantFrom(300, 900, 3600, 14_400), fc.array(change, { maxLength: 8 }));
  const seconds = fc.tuple(fc.nat(2 * day), fc.nat(2 * day));

  it('D24 counts the same, whatever was done to the candles', () => {
    fc.assert(
      fc.property(cases, seconds, ([period, changes], [one, other]) => {
        const candles = spoilt(period, changes);
        const range = [midnight + Math.min(one, other), midnight + Math.max(one, other)] as const;
        expect(look(candles, period, range).counts).toEqual(plainly(candles, period, ...range));
        const whole = [midnight, midnight + 2 * day - 1] as const;
        expect(look(candles, period, whole).counts).toEqual(plainly(candles, period, ...whole));
      }),
      { seed: 24, numRuns: 300 },
    );
  });

  it('D24 counts the same day by day as over all of them, gaps over midnight apart', () => {
    fc.assert(
      fc.property(cases, ([period, changes]) => {
        const candles = spoilt(period, changes);
        const whole = look(candles, period, [midnight, midnight + 2 * day - 1]);
        const [first, second] = [0, 1].map((index) =>
          look(
            candles.filter(({ ts }) => Math.floor((ts - midnight) / day) === index),
            period,
            [midnight + index * day, midnight + (index + 1) * day - 1],
          ),
        );
        if (first === undefined || second === undefined) throw new Error('two days');
        const sum = noFaults();
        for (const kind of faultKinds) sum[kind] = first.counts[kind] + second.counts[kind];
        if (first.endsMissing && second.startsMissing) sum.gap--;
        expect(whole.counts).toEqual(sum);
        expect((whole.expected ?? 0) - whole.counts.missing).toBeLessThanOrEqual(whole.rows);
      }),
      { seed: 25, numRuns: 300 },
    );
  });

  it('D24 tells a spike from a wild day just at the threshold', () => {
    const sizes = fc.array(fc.double({ min: 1e-5, max: 4e-3, noNaN: true }), {
      minLength: 30,
      maxLength: 96,
    });
    const shares = fc.array(fc.constantFrom(0.5, 0.98, 0.999, 1.001, 1.02, 3), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(sizes, shares, fc.nat(29), (all, around, at) => {
        const returns = all.map((size, index) => (index % 2 === 0 ? size : -size));
        const median = all.toSorted((left, right) => left - right)[all.length >> 1] ?? 0;
        const wild = around.map(
          (share, index) => (index % 2 === 0 ? 1 : -1) * share * Math.max(50 * median, 0.02),
        );
        let close = 100;
        const candles = returns.toSpliced(at, 0, ...wild).map((moved, index): Candle => {
          close *= Math.exp(moved);
          return { ts: midnight + 60 * index, open: close, high: close, low: close, close, volume: 1 };
        });
        const range = [midnight, midnight + day - 1] as const;
        expect(look(candles).counts).toEqual(plainly(candles, 60, ...range));
      }),
      { seed: 27, numRuns: 500 },
    );
  });

  it('knows how many periods open inside of a range', () => {
    expect(periodsBetween(midnight, midnight + day - 1, 60)).toBe(1440);
    expect(periodsBetween(midnight + 1, midnight + 60, 60)).toBe(1);
    expect(periodsBetween(midnight + 1, midnight + 59, 60)).toBe(0);
  });
});
