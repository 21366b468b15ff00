import type { Status } from '../../src-core/api/events.ts';
import type { JobRow } from '../../src-core/api/job-row.ts';
import { longestRetryDelaySeconds } from '../../src-core/job/retry-policy.ts';
import type { TimeZone } from '../state/preferences.ts';
import { formatBytes } from './bytes.ts';
import { formatWholeSeconds } from './duration.ts';
import { formatMoment, secondsOf, zoneName } from './time.ts';

type WaitingJob = Pick<JobRow, 'jobId' | 'blockedBy' | 'notBefore' | 'retries' | 'maxRetries'>;

/** Something that a pending job waits for beside its turn, in words that can stand in a row: "waits for 2 jobs". */
export interface WaitingReason {
  readonly on: 'jobs' | 'retry' | 'moment' | 'memory';
  readonly words: string;
}

/** All that a pending job waits for beside its turn. */
export function waitingReasons(
  job: WaitingJob,
  waitsForMemory: Status['waitsForMemory'],
  zone: TimeZone,
  nowSeconds: number,
): WaitingReason[] {
  const reasons: WaitingReason[] = [];
  const { blockedBy, retries, maxRetries } = job;
  if (blockedBy > 0) {
    reasons.push({ on: 'jobs', words: `waits for ${blockedBy === 1 ? '1 job' : `${blockedBy} jobs`}` });
  }
  if (job.notBefore !== null) {
    const at = secondsOf(job.notBefore);
    reasons.push(
      isRetry(job, nowSeconds)
        ? {
            on: 'retry',
            words: `tries again ${inSeconds(at - nowSeconds)}, retry ${retries} of ${maxRetries}`,
          }
        : { on: 'moment', words: `not before ${momentWords(at, zone, nowSeconds)}` },
    );
  }
  if (waitsForMemory?.jobId === job.jobId) {
    reasons.push({ on: 'memory', words: `waits for memory: ${memoryWords(waitsForMemory)}` });
  }
  return reasons;
}

/** "needs 3.1 GB, 1.2 GB are free". */
export function memoryWords({ neededBytes, freeBytes }: NonNullable<Status['waitsForMemory']>): string {
  return `needs ${formatBytes(neededBytes)}, ${formatBytes(freeBytes)} are free`;
}

/** Whether it waits to be tried again by itself, rather than for a moment that a person has chosen. */
function isRetry({ notBefore, retries }: WaitingJob, nowSeconds: number): boolean {
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
  return `in ${formatWholeSeconds(Math.ceil(seconds))}`;
}
