import { describe, expect, it } from 'vitest';
import { secondsOf } from './time.ts';
import { inZone, secondsOfTyped, typedMoment } from './typed-moment.ts';

const at = secondsOf('2026-11-21T22:05:00Z');

describe('a moment that is typed', () => {
  it('is read as UTC, and at midnight when it has no time', () => {
    expect(secondsOfTyped({ day: '2026-11-21', time: '22:05', zone: 'utc' })).toBe(at);
    expect(secondsOfTyped({ day: '2026-11-21', time: '', zone: 'utc' })).toBe(
      secondsOf('2026-11-21T00:00:00Z'),
    );
    expect(secondsOfTyped({ day: '2026-11-21', time: ' 7:30 ', zone: 'utc' })).toBe(
      secondsOf('2026-11-21T07:30:00Z'),
    );
  });

  it.each([
    ['2026-11', '22:05'],
    ['2026-02-30', '22:05'],
    ['2026-11-21', '24:00'],
    ['2026-11-21', '22:60'],
    ['2026-11-21', '22'],
    ['2026-11-21', 'noon'],
  ])('is none yet at %s %s', (day, time) => {
    expect(secondsOfTyped({ day, time, zone: 'utc' })).toBeUndefined();
  });

  it('stays the same moment in another zone, and comes back', () => {
    const local = inZone(typedMoment(at, 'utc'), 'local');
    expect(secondsOfTyped(local)).toBe(at);
    expect(inZone(local, 'utc')).toEqual({ day: '2026-11-21', time: '22:05', zone: 'utc' });
    expect(inZone({ day: 'x', time: '', zone: 'utc' }, 'local')).toEqual({
      day: 'x',
      time: '',
      zone: 'local',
    });
  });
});
