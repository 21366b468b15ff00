import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calendarDays, daysOfYear, monthsOf, stretchesOf, weekdayOf } from './calendar-days.js';
import { nextWait } from './polling.js';
import { TimeLeft } from './time-left.js';
import { durationWords, momentOf, shareOf, sizeOf, stateOf } from './words.js';

const job = {
  id: 'a',
  source: 's',
  subject: 'B',
  kind: 'candle',
  granularity: '1m',
  start_ts: '2026-01-01T00:00:00Z',
  end_ts: '2026-01-05T00:00:00Z',
  cursor_ts: '2026-01-02T00:00:00',
  records_written: 0,
  pages_fetched: 0,
  status: 'running',
  error: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
} as const;

describe('the calendar', () => {
  it('D13 has the days of a year that have begun', () => {
    expect(daysOfYear(2026, '2026-11-21')).toEqual({ first: '2026-01-01', last: '2026-11-21' });
    expect(daysOfYear(2024, '2026-11-21')).toEqual({ first: '2024-01-01', last: '2024-12-31' });
    expect(calendarDays(daysOfYear(2024, '2026-11-21'), [])).toHaveLength(366);
  });

  it('D13 tells absent, partial and complete days apart', () => {
    const days = calendarDays({ first: '2026-01-01', last: '2026-01-05' }, [
      { date: '2026-01-02', records: 1440, size_bytes: 9, complete: true },
      { date: '2026-01-03', records: 1440, size_bytes: 9, complete: true },
      { date: '2026-01-04', records: 7, size_bytes: 5, complete: false },
    ]);
    expect(days.map(({ state }) => state)).toEqual(['absent', 'complete', 'complete', 'partial', 'absent']);
    expect(stretchesOf(days)).toEqual([
      { state: 'absent', first: '2026-01-01', last: '2026-01-01', days: 1, records: 0 },
      { state: 'complete', first: '2026-01-02', last: '2026-01-03', days: 2, records: 2880 },
      { state: 'partial', first: '2026-01-04', last: '2026-01-04', days: 1, records: 7 },
      { state: 'absent', first: '2026-01-05', last: '2026-01-05', days: 1, records: 0 },
    ]);
  });

  it('D13 puts days and months in weeks that begin on Monday', () => {
    // The first of January 2026 was a Thursday, the eighteenth of May a Monday.
    expect([weekdayOf('2026-01-01'), weekdayOf('2026-05-18'), weekdayOf('2026-05-17')]).toEqual([3, 0, 6]);
    expect(monthsOf(2026, '2026-03-31')).toEqual([
      { name: 'Jan', week: 0 },
      { name: 'Feb', week: 4 },
      { name: 'Mar', week: 8 },
    ]);
  });
});

describe('asking again', () => {
  it('D13 is quick while something moves, and slower and slower while nothing does', () => {
    expect(nextWait(5_000, 'moved')).toBe(1_000);
    expect(nextWait(1_000, 'stands')).toBe(1_500);
    expect(nextWait(30_000, 'stands')).toBe(5_000);
    expect(nextWait(1_000, 'idle')).toBe(30_000);
    expect(nextWait(1_000, 'failed')).toBe(1_500);
    expect(nextWait(50_000, 'failed')).toBe(60_000);
  });
});

describe('the time that is left', () => {
  it('D13 follows from how fast the cursor moved', () => {
    const left = new TimeLeft();
    expect(left.observe('a', 0.1, 0)).toBeUndefined();
    expect(left.observe('a', 0.1, 1_000)).toBeUndefined();
    expect(left.observe('a', 0.2, 2_000)).toBeCloseTo(16_000);
    expect(left.observe('a', 0.6, 4_000)).toBeCloseTo(3_200);
    // What was more than a minute ago says nothing any more.
    expect(left.observe('a', 0.7, 64_000)).toBeCloseTo(180_000);
    // Another job, or one that was set back, is seen for the first time.
    expect(left.observe('b', 0.9, 65_000)).toBeUndefined();
    expect(left.observe('b', 0.5, 66_000)).toBeUndefined();
  });
});

describe('words', () => {
  it('take times without a zone for UTC', () => {
    expect(momentOf('2026-01-02T00:00:00')).toBe(Date.UTC(2026, 0, 2));
    expect(momentOf('2026-01-02T00:00:00+01:00')).toBe(Date.UTC(2026, 0, 1, 23));
    expect(shareOf(job)).toBe(0.25);
  });

  it('call a cancelled backfill cancelled', () => {
    expect(stateOf({ ...job, status: 'failed', cancelled: true })).toBe('cancelled');
    expect(stateOf({ ...job, status: 'failed', cancelled: false })).toBe('failed');
  });

  it('are short', () => {
    expect([sizeOf(999), sizeOf(48_200), sizeOf(1_500_000)]).toEqual(['999 B', '48.2 kB', '1.5 MB']);
    expect([durationWords(900), durationWords(120_000), durationWords(2 * 3_600_000)]).toEqual([
      '1 s',
      '2 min',
      '2 h 0 min',
    ]);
  });
});

describe('the look', () => {
  const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
  const tokensOf = (css: string): Map<string, string> =>
    new Map(
      [...css.matchAll(/(?:^|\n)\s+(--[a-z0-9-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );

  it('D13 is that of the desktop: the same tokens with the same values', () => {
    const [page = '', contrast = '', forced = ''] = read('tokens.css').split('@media');
    const [desktop = '', , desktopContrast = '', desktopForced = ''] = read(
      '../../src-renderer/styles/tokens.css',
    ).split('@media');
    const base = tokensOf(desktop.slice(0, desktop.indexOf('\n}\n')));
    expect(tokensOf(page).size).toBeGreaterThan(30);
    for (const [part, original] of [
      [page, base],
      [contrast, tokensOf(desktopContrast)],
      [forced, tokensOf(desktopForced)],
    ] as const) {
      for (const [name, value] of tokensOf(part)) expect([name, original.get(name)]).toEqual([name, value]);
    }
  });

  it('D13 names no colour and uses no token that is not there', () => {
    const css = read('page.css');
    expect(css).not.toMatch(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(/i);
    const tokens = tokensOf(read('tokens.css'));
    const used = new Set([...css.matchAll(/var\((--[a-z0-9-]+)\)/g)].map(([, name]) => name));
    expect([...used].filter((name) => !tokens.has(name ?? ''))).toEqual([]);
    expect([...tokens.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});
