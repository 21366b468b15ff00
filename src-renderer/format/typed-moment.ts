import type { TimeZone } from '../state/preferences.ts';
import { isDay } from './day.ts';
import { formatMoment } from './time.ts';

/** A moment as it is being typed: a day, a time of day, and whose time that is. */
export interface TypedMoment {
  /** `YYYY-MM-DD`, or on the way to that. */
  readonly day: string;
  /** `HH:MM`, or on the way to that; empty is midnight. */
  readonly time: string;
  readonly zone: TimeZone;
}

/** The moment in seconds since the epoch; undefined while the day or the time cannot be read. */
export function secondsOfTyped({ day, time, zone }: TypedMoment): number | undefined {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(time.trim() === '' ? '00:00' : time.trim());
  const [hours, minutes] = [Number(clock?.[1]), Number(clock?.[2])];
  if (clock === null || hours > 23 || minutes > 59 || !isDay(day)) return undefined;
  const text = `${day}T${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}:00`;
  return Date.parse(zone === 'utc' ? `${text}Z` : text) / 1000;
}

/** How a moment is typed. */
export function typedMoment(seconds: number, zone: TimeZone): TypedMoment {
  const [day = '', time = ''] = formatMoment(seconds, zone).split(' ');
  return { day, time, zone };
}

/** The same moment as another zone writes it; what cannot be read yet stays as it stands. */
export function inZone(moment: TypedMoment, zone: TimeZone): TypedMoment {
  const seconds = secondsOfTyped(moment);
  return seconds === undefined ? { ...moment, zone } : typedMoment(seconds, zone);
}
