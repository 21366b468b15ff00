import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../src-core/api/job-row.ts';
import { sampleJob } from '../state/testing/sample-jobs.ts';
import { secondsOf } from './time.ts';
import { waitingReasons } from './waiting.ts';

const now = secondsOf('2026-11-21T12:00:00Z');
const words = (change: Partial<JobRow>) => wordsOf(sampleJob(1, change), null);

function wordsOf(job: JobRow, memory: Parameters<typeof waitingReasons>[1]): string[] {
  return waitingReasons(job, memory, 'utc', now).map((reason) => reason.words);
}

describe('what a pending job waits for', () => {
  it('is its turn when nothing else is said', () => {
    expect(words({})).toEqual([]);
  });

  it('Q9 is a moment, by its time alone while that is today', () => {
    expect(words({ notBefore: '2026-11-21T22:00:00.000Z' })).toEqual(['not before 22:00 UTC']);
    expect(words({ notBefore: '2026-12-01T06:30:00.000Z' })).toEqual(['not before 2026-12-01 06:30 UTC']);
  });

  it('Q10 is other jobs', () => {
    expect(words({ blockedBy: 1 })).toEqual(['waits for 1 job']);
    expect(words({ blockedBy: 2, notBefore: '2026-11-21T22:00:00Z' })).toEqual([
      'waits for 2 jobs',
      'not before 22:00 UTC',
    ]);
  });

  it('Q25 is the next retry', () => {
    expect(words({ notBefore: '2026-11-21T12:00:41.200Z', retries: 1 })).toEqual([
      'tries again in 42 s, retry 1 of 3',
    ]);
    expect(words({ notBefore: '2026-11-21T12:05:00Z', retries: 3 })).toEqual([
      'tries again in 5 min, retry 3 of 3',
    ]);
    expect(words({ notBefore: '2026-11-21T11:59:59Z', retries: 2 })).toEqual([
      'tries again now, retry 2 of 3',
    ]);
  });

  it('is the moment that a person has chosen, also after a retry', () => {
    expect(words({ notBefore: '2026-11-22T12:00:00Z', retries: 1 })).toEqual([
      'not before 2026-11-22 12:00 UTC',
    ]);
  });

  it('Q14 is memory, for the job whose turn it is', () => {
    const { jobId } = sampleJob(1);
    const memory = { jobId, neededBytes: 3.1e9, freeBytes: 1.2e9 };
    expect(wordsOf(sampleJob(1), memory)).toEqual(['waits for memory: needs 3.1 GB, 1.2 GB are free']);
    expect(wordsOf(sampleJob(2), memory)).toEqual([]);
  });
});
