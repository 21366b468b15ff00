import type { Status } from '../../../../src-core/api/events.ts';
import { bytesPerMebibyte } from '../../../../src-core/job/memory-limit.ts';
import { AwakeTime } from '../../../../src-core/time/awake-time.ts';
import type { Clock } from '../clock.ts';
import { limitsOf } from './job-assignment.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { JobStore } from '../store/job-store.ts';

/** What a job is expected to need when its model never ran. */
const unknownNeedBytes = 512 * bytesPerMebibyte;
/** How long jobs that need less may pass one that waits for memory. */
const passingMilliseconds = 10 * 60_000;
/** What counts at most from one look to the next as waiting. */
const longestStepMilliseconds = 30_000;

export interface MemoryAdmissionParts {
  readonly store: JobStore;
  readonly clock: Clock;
  /** Memory that the machine has free now. */
  readonly freeBytes: () => number;
}

export type MemoryWait = NonNullable<Status['waitsForMemory']>;

/** Lets a job start when the machine has the memory free that it is expected to need. Rule Q14. */
export class MemoryAdmission {
  readonly #parts: MemoryAdmissionParts;
  readonly #time: AwakeTime;
  /** Since when jobs have been waiting for memory, by id. */
  readonly #waitingSince = new Map<string, number>();
  #first: MemoryWait | null = null;

  constructor(parts: MemoryAdmissionParts) {
    this.#parts = parts;
    this.#time = new AwakeTime(() => parts.clock.monotonicMilliseconds(), longestStepMilliseconds);
  }

  /** Judges the jobs of one claim, from the head of the queue on; memory is looked at when the first is asked about. */
  scan(): (job: JobRecord) => boolean {
    let room: number | undefined;
    let mayPass = true;
    return (job) => {
      room ??= this.#begin();
      const need = this.#needOf(job);
      if (mayPass && need <= room) return true;
      const now = this.#time.read();
      const since = this.#waitingSince.get(job.jobId) ?? now;
      this.#waitingSince.set(job.jobId, since);
      this.#first ??= { jobId: job.jobId, neededBytes: need, freeBytes: Math.max(0, room) };
      if (now - since >= passingMilliseconds) mayPass = false;
      return false;
    };
  }

  /** The job at the head of those that wait for memory. */
  waiting(): MemoryWait | null {
    return this.#first !== null && this.#isPending(this.#first.jobId) ? this.#first : null;
  }

  #begin(): number {
    this.#first = null;
    for (const jobId of this.#waitingSince.keys()) {
      if (!this.#isPending(jobId)) this.#waitingSince.delete(jobId);
    }
    const { store, freeBytes } = this.#parts;
    const growth = store
      .running()
      .reduce((sum, job) => sum + Math.max(0, this.#needOf(job) - (job.peakMemoryBytes ?? 0)), 0);
    return freeBytes() - growth;
  }

  #needOf(job: JobRecord): number {
    const limit = limitsOf(job.spec).memory_limit_mb;
    const seen = this.#parts.store.lists.peakMemory(job.jobId);
    return Math.min(seen ?? unknownNeedBytes, limit * bytesPerMebibyte);
  }

  #isPending(jobId: string): boolean {
    return this.#parts.store.get(jobId)?.state === 'pending';
  }
}
