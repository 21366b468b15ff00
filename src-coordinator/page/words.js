/** @import { DayRange, FeedSummary, Job } from './types.d.ts' */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const millisecondsPerDay = 86_400_000;

/** @param {number} count */
export function countOf(count) {
  return whole.format(count);
}

/** @param {number} bytes */
export function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {Pick<FeedSummary, 'source' | 'subject' | 'kind' | 'granularity'>} feed */
export function feedName({ source, subject, kind, granularity }) {
  return `${source}/${subject}/${kind}/${granularity}`;
}

/** @param {number} milliseconds since the epoch */
export function dayOf(milliseconds) {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** @param {string} day `YYYY-MM-DD` */
export function midnightOf(day) {
  return Date.parse(`${day}T00:00:00Z`);
}

/**
 * @param {string} day `YYYY-MM-DD`
 * @param {number} days
 */
export function dayAfter(day, days) {
  return dayOf(midnightOf(day) + days * millisecondsPerDay);
}

/**
 * Milliseconds since the epoch. The contract lets times come without a zone, which are UTC then.
 *
 * @param {string} text
 */
export function momentOf(text) {
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`);
}

/** @param {string} text a time of the coordinator */
export function momentWords(text) {
  return new Date(momentOf(text)).toISOString().slice(0, 16).replace('T', ' ');
}

/**
 * The days that a job is of, both ends included.
 *
 * @param {Job} job
 * @returns {DayRange}
 */
export function daysOfJob(job) {
  return { first: dayOf(momentOf(job.start_ts)), last: dayOf(momentOf(job.end_ts) - 1) };
}

/** @param {DayRange} days */
export function rangeWords({ first, last }) {
  return first === last ? first : `${first} – ${last}`;
}

/** @param {number} milliseconds */
export function durationWords(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/**
 * A job's status in one word; the coordinator calls a cancelled one failed.
 *
 * @param {Job} job
 */
export function stateOf(job) {
  return job.status === 'failed' && job.cancelled === true ? 'cancelled' : job.status;
}

/** @param {Job} job */
export function isActive({ status }) {
  return status === 'pending' || status === 'running';
}

/**
 * How far the cursor stands, 0 to 1.
 *
 * @param {Job} job
 */
export function shareOf(job) {
  const start = momentOf(job.start_ts);
  const share = (momentOf(job.cursor_ts) - start) / (momentOf(job.end_ts) - start);
  return Math.min(1, Math.max(0, share));
}
