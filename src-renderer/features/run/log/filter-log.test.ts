import { describe, expect, it } from 'vitest';
import { filterLog, logText, wholeLog } from './filter-log.ts';
import type { NumberedLine } from './job-log.ts';

const lines: NumberedLine[] = [
  { number: 1, at: '2022-01-01T00:00:00Z', level: 'debug', origin: 'worker', message: 'loading' },
  { number: 2, at: '2022-01-01T00:00:01Z', level: 'info', origin: 'model', message: 'Seen 500 candles' },
  { number: 3, at: '2022-01-01T00:00:02Z', level: 'warn', origin: 'model', message: 'no volume' },
  { number: 4, at: '2022-01-01T00:00:03Z', level: 'error', origin: 'hindcast', message: 'MODEL_FAILED' },
];
const numbers = (filter: Parameters<typeof filterLog>[1]): number[] =>
  filterLog(lines, filter).map(({ number }) => number);

describe('filtering a log', () => {
  it('lets everything through at first, as the same list', () => {
    expect(filterLog(lines, wholeLog)).toBe(lines);
  });

  it('goes by importance and by words of message or origin', () => {
    expect(numbers({ level: 'warn', text: '' })).toEqual([3, 4]);
    expect(numbers({ level: 'debug', text: ' MODEL ' })).toEqual([2, 3, 4]);
    expect(numbers({ level: 'error', text: 'seen' })).toEqual([]);
  });

  it('is copied a line each', () => {
    expect(logText(lines.slice(1, 3))).toBe(
      '2022-01-01T00:00:01Z info model: Seen 500 candles\n2022-01-01T00:00:02Z warn model: no volume',
    );
  });
});
