import { HindcastError } from '../errors/hindcast-error.ts';
import { secondsPerDay } from './utc.ts';

/**
 * A stretch of wall-clock time in a zone, from `fromLocal` to the next one. `plain`: every reading is one moment,
 * `offset` seconds ahead of UTC. `absent`: the clocks were put forward over it. `double`: they were put back, so that
 * each reading is two moments.
 */
export interface ZoneStretch {
  /** Seconds since the epoch as if the reading were UTC; the first stretch has no beginning. */
  readonly fromLocal: number;
  readonly kind: 'plain' | 'absent' | 'double';
  /** Seconds; 0 where there is no single one. */
  readonly offset: number;
}

/**
 * Checks the name of a time zone.
 *
 * @throws HindcastError `BAD_INPUT` for what is no zone of the IANA database
 */
export function requireTimeZone(zone: string): void {
  offsetsOf(zone);
}

/**
 * How wall clocks of a zone read between two readings, seconds since the epoch as if they were UTC.
 *
 * @throws HindcastError `BAD_INPUT` for what is no zone of the IANA database
 */
export function zoneStretches(zone: string, firstLocal: number, lastLocal: number): ZoneStretch[] {
  const offsetAt = offsetsOf(zone);
  // No clock is more than a day away from UTC.
  const from = firstLocal - 2 * secondsPerDay;
  const to = lastLocal + 2 * secondsPerDay;
  const stretches: ZoneStretch[] = [
    { fromLocal: Number.NEGATIVE_INFINITY, kind: 'plain', offset: offsetAt(from) },
  ];
  for (let at = from; at < to; at += secondsPerDay) {
    const [before, after] = [offsetAt(at), offsetAt(at + secondsPerDay)];
    if (before === after) continue;
    const change = changeBetween(at, at + secondsPerDay, offsetAt);
    const kind = after > before ? 'absent' : 'double';
    stretches.push(
      { fromLocal: change + Math.min(before, after), kind, offset: 0 },
      { fromLocal: change + Math.max(before, after), kind: 'plain', offset: after },
    );
  }
  return stretches;
}

/** The first second with the later offset. */
function changeBetween(from: number, to: number, offsetAt: (seconds: number) => number): number {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

function offsetsOf(zone: string): (seconds: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch (cause) {
    throw new HindcastError(
      'BAD_INPUT',
      `There is no time zone "${zone}". Write a name such as Europe/Zurich, America/New_York or UTC.`,
      { cause },
    );
  }
  return (seconds) => {
    const name = format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value;
    const [, sign, hours, minutes, rest] = /([+-])(\d{2}):?(\d{2})?:?(\d{2})?$/.exec(name ?? '') ?? [];
    const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(rest ?? 0);
    return sign === '-' ? -size : size;
  };
}
