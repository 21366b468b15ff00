import type { Status } from '../../src-core/api/events.ts';
import type { JobRow } from '../../src-core/api/job-row.ts';
import { longestRetryDelaySeconds } from '../../src-core/job/retry-policy.ts';
import type { TimeZone } from '../state/preferences.ts';
import { formatBytes } from './bytes.ts';
import { formatDuration } from './duration.ts';
import { formatMoment, secondsOf, zoneName } from './time.ts';

type WaitingJob = Pick<JobRow, 'jobId' | 'blockedBy' | 'notBefore' | 'retries' | 'maxRetries'>;

/** What a pending job waits for beside its turn, each in words that can stand in a row: "waits for 2 jobs". */
export function waitingWords(
  job: WaitingJob,
  waitsForMemory: Status['waitsForMemory'],
  zone: TimeZone,
  nowSeconds: number,
): string[] {
  const words: string[] = [];
  if (job.blockedBy > 0)
    words.push(job.blockedBy === 1 ? 'waits for 1 job' : `waits for ${job.blockedBy} jobs`);
  if (job.notBefore !== null) {
    const at = secondsOf(job.notBefore);
    words.push(
      isRetry(job, nowSeconds)
        ? `tries again ${inSeconds(at - nowSeconds)}, retry ${job.retries} of ${job.maxRetries}`
        : `not before ${momentWords(at, zone, nowSeconds)}`,
    );
  }
  if (waitsForMemory?.jobId === job.jobId) words.push(`waits for memory: ${memoryWords(waitsForMemory)}`);
  return words;
}

/** "needs 3.1 GB, 1.2 GB are free". */
export function memoryWords({ neededBytes, freeBytes }: NonNullable<Status['waitsForMemory']>): string {
  return `needs ${formatBytes(neededBytes)}, ${formatBytes(freeBytes)} are free`;
}

/** Whether it waits to be tried again by itself, rather than for a moment that a person has chosen. */
export function isRetry({ notBefore, retries }: WaitingJob, nowSeconds: number): boolean {
  return notBefore !== null && retries > 0 && secondsOf(notBefore) <= nowSeconds + longestRetryDelaySeconds;
}

/** A moment to come: the time alone while that is today, with its zone: "22:00 UTC". */
export function momentWords(at: number, zone: TimeZone, nowSeconds: number): string {
  const moment = formatMoment(at, zone);
  const isToday = moment.slice(0, 10) === formatMoment(nowSeconds, zone, 'day');
  return `${isToday ? moment.slice(11) : moment} ${zoneName(zone, at)}`;
}

function inSeconds(seconds: number): string {
  if (seconds < 1) return 'now';
  return `in ${seconds < 60 ? `${Math.ceil(seconds)} s` : formatDuration(Math.ceil(seconds))}`;
}
