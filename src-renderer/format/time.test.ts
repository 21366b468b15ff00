import { describe, expect, it } from 'vitest';
import { formatAge, formatClock, formatMoment, secondsOf, zoneName } from './time.ts';

const moment = secondsOf('2022-01-14T12:04:05Z');

describe('formatMoment', () => {
  it('writes UTC to the day, minute and second', () => {
    expect(formatMoment(moment, 'utc', 'day')).toBe('2022-01-14');
    expect(formatMoment(moment, 'utc')).toBe('2022-01-14 12:04');
    expect(formatMoment(moment, 'utc', 'second')).toBe('2022-01-14 12:04:05');
  });

  it('writes midnight as 00, and what does not exist as n/a', () => {
    expect(formatMoment(secondsOf('2022-01-14T00:00:00Z'), 'utc')).toBe('2022-01-14 00:00');
    expect(formatMoment(null, 'utc')).toBe('n/a');
    expect(formatMoment(Number.NaN, 'local')).toBe('n/a');
  });

  it('writes local time as the machine has it', () => {
    const at = new Date(moment * 1000);
    expect(formatMoment(moment, 'local', 'minute').slice(11, 13)).toBe(
      String(at.getHours()).padStart(2, '0'),
    );
  });
});

describe('zones', () => {
  it('are named with the time of day', () => {
    expect(formatClock(moment, 'utc')).toBe('UTC 12:04');
    expect(zoneName('local', moment)).not.toBe('');
  });
});

describe('formatAge', () => {
  it.each([
    [10, 'just now'],
    [300, '5 min ago'],
    [3 * 3600, '3 h ago'],
    [2 * 86_400, '2 d ago'],
    [40 * 86_400, '2021-12-05'],
  ])('writes %s seconds ago as %s', (age, text) => expect(formatAge(moment - age, moment)).toBe(text));
});
