import type { TimeZone } from '../state/preferences.ts';

const locale = 'en-GB';

/** A moment to the minute or second, with its zone left to the column's header: `2022-01-14 12:04`. */
export function formatMoment(
  seconds: number | null | undefined,
  zone: TimeZone,
  precision: 'day' | 'minute' | 'second' = 'minute',
): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return 'n/a';
  const millis = seconds * 1000;
  // Formats of Intl take long to make, and tables write thousands of moments.
  const shift = zone === 'utc' ? 0 : new Date(millis).getTimezoneOffset() * 60_000;
  const [day = '', time = ''] = new Date(millis - shift).toISOString().split('T');
  if (precision === 'day') return day;
  return `${day} ${time.slice(0, precision === 'minute' ? 5 : 8)}`;
}

/** What a zone is called in headers and on axes: `UTC`, or the machine's own, `GMT+2`. */
export function zoneName(zone: TimeZone, atSeconds: number): string {
  if (zone === 'utc') return 'UTC';
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }).formatToParts(atSeconds * 1000);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local';
}

/** The time of day with its zone: `UTC 12:04`. */
export function formatClock(seconds: number, zone: TimeZone): string {
  return `${zoneName(zone, seconds)} ${formatMoment(seconds, zone).slice(11)}`;
}

/** Seconds since the epoch of an ISO 8601 moment of the API. */
export function secondsOf(moment: string): number {
  return Date.parse(moment) / 1000;
}

/** How long ago: `just now`, `5 min ago`, `3 h ago`, `2 d ago`; a day from 30 days on. Times in seconds, UTC. */
export function formatAge(seconds: number, nowSeconds: number): string {
  const age = nowSeconds - seconds;
  if (age < 45) return 'just now';
  if (age < 45 * 60) return `${Math.max(1, Math.round(age / 60))} min ago`;
  if (age < 22 * 3600) return `${Math.max(1, Math.round(age / 3600))} h ago`;
  if (age < 30 * 86_400) return `${Math.max(1, Math.round(age / 86_400))} d ago`;
  return formatMoment(seconds, 'utc', 'day');
}
