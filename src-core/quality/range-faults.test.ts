import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allocateCandleColumns, type CandleColumns } from '../feed/candle.ts';
import { noFaults } from './candle-faults.ts';
import { dayOf, dayStart, daysBetween, secondsPerDay, type TimeRange } from '../time/utc.ts';
import { dayQualityOf, lookAtDay, spanOfDay } from './day-quality.ts';
import { addUpRange, cutsDay, foundTogether, type DayOfRange } from './range-faults.ts';

const feed = { granularity: '1h' };
const [firstDay, lastDay] = ['2022-01-03', '2022-01-06'];
const start = dayStart(firstDay);
const hours = 4 * 24;

function columnsOf(times: readonly number[]): CandleColumns {
  const columns = allocateCandleColumns(times.length);
  times.forEach((ts, row) => {
    columns.ts[row] = ts;
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const)
      columns[name][row] = 1 + (row % 7) / 1e4;
    columns.high[row] = 2;
    columns.low[row] = 0.5;
  });
  return columns;
}

it('D24 adds days up to what a look at all of their candles counts, whatever range cuts them', () => {
  const present = fc.array(fc.boolean(), { minLength: hours, maxLength: hours });
  const absent = fc.array(fc.nat(3), { maxLength: 3 });
  const ends = fc.tuple(fc.nat(4 * secondsPerDay - 1), fc.nat(4 * secondsPerDay - 1));
  fc.assert(
    fc.property(present, absent, ends, fc.boolean(), (isThere, withoutFile, [one, other], isWhole) => {
      const startSeconds = isWhole ? start : start + Math.min(one, other);
      const endSeconds = isWhole ? start + 4 * secondsPerDay - 1 : start + Math.max(one, other);
      const range: TimeRange = {
        startSeconds,
        endSeconds,
        firstDay: dayOf(startSeconds),
        lastDay: dayOf(endSeconds),
      };
      const times = isThere.flatMap((is, hour) => {
        const hasFile = !withoutFile.includes(Math.floor(hour / 24));
        // One of a day comes twice.
        return is && hasFile
          ? Array.from({ length: hour % 24 === 5 ? 2 : 1 }, () => start + hour * 3600)
          : [];
      });
      const days = daysBetween(range.firstDay, range.lastDay).flatMap((day): DayOfRange[] => {
        if (withoutFile.includes((dayStart(day) - start) / secondsPerDay)) return [];
        const columns = columnsOf(times.filter((ts) => dayOf(ts) === day));
        const report = lookAtDay(feed, spanOfDay(day, range), columns, new Map());
        return [{ day, rows: report.rows, quality: dayQualityOf(report), isAltered: false }];
      });
      const whole = lookAtDay(feed, range, columnsOf(times), new Map());
      const added = addUpRange(feed, range, days);
      expect(added.counts).toEqual({ ...whole.counts, flat: added.counts.flat, spike: added.counts.spike });
      expect(added.expected).toBe(whole.expected);
      expect(added.rows).toBe(whole.rows);
      expect(added.candles).toBe((whole.expected ?? 0) - whole.counts.missing);
      expect(added.missingDays).toBe(daysBetween(range.firstDay, range.lastDay).length - days.length);
    }),
    { seed: 26, numRuns: 500 },
  );
});

it('takes days without a file as one gap with what lies around them', () => {
  const whole: TimeRange = {
    startSeconds: start,
    endSeconds: start + 4 * secondsPerDay - 1,
    firstDay,
    lastDay,
  };
  expect(addUpRange(feed, whole, [])).toEqual({
    expected: hours,
    counts: { ...noFaults(), missing: hours, gap: 1 },
    missingDays: 4,
    alteredDays: 0,
    candles: 0,
    rows: 0,
  });
  expect(addUpRange({ granularity: 'tick' }, whole, [])).toMatchObject({ expected: null, missingDays: 4 });
  expect([cutsDay(firstDay, whole), cutsDay(firstDay, { ...whole, startSeconds: start + 1 })]).toEqual([
    false,
    true,
  ]);
});

it('puts feeds together, and knows nothing of what one of them does not tell', () => {
  const one = {
    expected: 10,
    counts: { ...noFaults(), missing: 3, gap: 1 },
    missingDays: 1,
    alteredDays: 1,
    candles: 7,
    rows: 7,
  };
  const all = { counts: { ...noFaults(), missing: 6, gap: 2 }, missingDays: 2, alteredDays: 2 };
  expect(foundTogether([one, one])).toEqual({ ...all, expected: 20 });
  expect(foundTogether([one, { ...one, expected: null }])).toEqual({ ...all, expected: null });
});
