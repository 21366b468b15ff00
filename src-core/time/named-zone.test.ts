import fc from 'fast-check';
import { expect, it } from 'vitest';
import { zoneStretches, type ZoneStretch } from './named-zone.ts';

function stretchAt(stretches: readonly ZoneStretch[], local: number): ZoneStretch | undefined {
  return stretches.findLast(({ fromLocal }) => fromLocal <= local);
}

/** What a wall clock shows, as seconds as if it were UTC. */
function shown(zone: string, seconds: number): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(seconds * 1000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

it('D27 knows of every reading of a clock which moments it stood for', () => {
  const zone = fc.constantFrom(
    'Europe/Zurich',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Casablanca',
    'Pacific/Apia',
    'UTC',
  );
  const seconds = fc.integer({ min: Date.UTC(2005, 0, 1) / 1000, max: Date.UTC(2026, 0, 1) / 1000 });
  fc.assert(
    fc.property(zone, seconds, (name, moment) => {
      const local = shown(name, moment);
      const stretch = stretchAt(zoneStretches(name, local - 86_400, local + 86_400), local);
      expect(stretch?.kind).not.toBe('absent');
      if (stretch?.kind === 'plain') expect(local - stretch.offset).toBe(moment);
      else {
        // Shown twice: once within the hours around.
        const others = [1800, 3600, 7200].flatMap((by) => [moment - by, moment + by]);
        expect(others.some((other) => shown(name, other) === local)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

it('D27 finds the hours that a year leaves out and shows twice', () => {
  const stretches = zoneStretches(
    'Europe/Zurich',
    Date.UTC(2022, 0, 1) / 1000,
    Date.UTC(2022, 11, 31) / 1000,
  );
  expect(
    stretches
      .slice(1)
      .map(({ fromLocal, kind }) => [new Date(fromLocal * 1000).toISOString().slice(0, 16), kind]),
  ).toEqual([
    ['2022-03-27T02:00', 'absent'],
    ['2022-03-27T03:00', 'plain'],
    ['2022-10-30T02:00', 'double'],
    ['2022-10-30T03:00', 'plain'],
  ]);
});
