import { describe, expect, it } from 'vitest';
import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { noFaults } from '../../../src-core/quality/candle-faults.ts';
import { daysBetween } from '../../../src-core/time/utc.ts';
import {
  countStates,
  describeDay,
  hasOddRows,
  layOutCalendar,
  signOfDay,
  weekdayOf,
} from './calendar-layout.ts';

function day(date: string, change: Partial<CalendarDay> = {}): CalendarDay {
  return {
    day: date,
    state: 'present',
    rows: 1440,
    expected: 1440,
    sizeBytes: 50_000,
    verifiedAt: null,
    sha256: null,
    origin: null,
    pinned: false,
    differsAt: [],
    isAltered: false,
    faults: noFaults(),
    ...change,
  };
}

describe('the calendar', () => {
  it('knows the weekday of a day', () => {
    expect(weekdayOf('1970-01-01')).toBe(3);
    expect(weekdayOf('2026-11-21')).toBe(5);
    expect(weekdayOf('2024-02-29')).toBe(3);
  });

  it('puts every day into its week, whatever weekday the range begins with', () => {
    const [block] = layOutCalendar(daysBetween('2021-12-30', '2022-01-04').map((date) => day(date)));
    expect(block?.weeks.map((week) => week.map((cell) => cell?.day.slice(5) ?? ''))).toEqual([
      ['', '', '', '12-30', '12-31', '01-01', '01-02'],
      ['01-03', '01-04', '', '', '', '', ''],
    ]);
    expect(block?.name).toBe('2021–22');
    // December has no room for its name beside January's.
    expect(block?.months).toEqual([{ week: 0, name: 'Jan' }]);
  });

  it('goes year by year where the days are more than fit into one row', () => {
    const blocks = layOutCalendar(daysBetween('2021-12-30', '2023-01-04').map((date) => day(date)));
    expect(blocks.map(({ name }) => name)).toEqual(['2021', '2022', '2023']);
    expect(blocks[1]?.weeks.flat().filter((cell) => cell !== null)).toHaveLength(365);
  });

  it('has room for a whole leap year', () => {
    const [year] = layOutCalendar(daysBetween('2024-01-01', '2024-12-31').map((date) => day(date)));
    expect(year?.weeks.flat().filter((cell) => cell !== null)).toHaveLength(366);
    expect(year?.months.map(({ name }) => name)).toHaveLength(12);
  });

  it('says what a day is in words and in one sign', () => {
    const partial = day('2022-01-14', {
      state: 'partial',
      rows: 1412,
      origin: 'http://coordinator:8000',
      faults: { ...noFaults(), missing: 28, gap: 2, spike: 1 },
    });
    expect(describeDay(partial)).toBe(
      '2022-01-14: 1,412 of 1,440 candles, 28 candles missing in 2 gaps, 1 spike, from http://coordinator:8000',
    );
    expect(describeDay(day('2022-01-15', { state: 'absent', rows: 0, faults: null }))).toBe(
      '2022-01-15: no candles here',
    );
    expect(
      [partial, day('2022-01-15', { faults: { ...noFaults(), missing: 3, gap: 1 } })].map(hasOddRows),
    ).toEqual([true, false]);
    expect(signOfDay(day('2022-01-15', { state: 'damaged', pinned: true }))).toBe('✕');
    expect(signOfDay(day('2022-01-15', { pinned: true, verifiedAt: '2026-01-01T00:00:00Z' }))).toBe('•');
    expect(signOfDay(day('2022-01-15', { verifiedAt: '2026-01-01T00:00:00Z' }))).toBe('✓');
    expect(countStates([partial, day('2022-01-15')])).toEqual({
      absent: 0,
      partial: 1,
      present: 1,
      damaged: 0,
    });
  });
});
