import { AwakeTime } from '../../../../src-core/time/awake-time.ts';
import type { Clock } from '../clock.ts';
import type { JobRecord } from '../store/job-record.ts';

/** How long a lease lasts that is not renewed. Rule Q21. */
const leaseLastsMilliseconds = 60_000;
/** What counts at most from one look to the next. */
const longestStepMilliseconds = 10_000;

interface Seen {
  readonly leaseId: string;
  readonly beat: number;
  readonly since: number;
}

/** Watches the leases of jobs that other processes run. A sleep of this process is no fault of theirs. */
export class LeaseWatch {
  readonly #time: AwakeTime;
  #seen: ReadonlyMap<string, Seen> = new Map();

  constructor(clock: Clock) {
    this.#time = new AwakeTime(() => clock.monotonicMilliseconds(), longestStepMilliseconds);
  }

  /**
   * Looks at the jobs that run in other processes, all of them each time.
   *
   * @returns the ids of those whose lease has run out
   */
  look(jobs: readonly Pick<JobRecord, 'jobId' | 'leaseId' | 'beat'>[]): ReadonlySet<string> {
    const now = this.#time.read();
    const seen = new Map<string, Seen>();
    const lapsed = new Set<string>();
    for (const { jobId, leaseId, beat } of jobs) {
      if (leaseId === null) continue;
      const before = this.#seen.get(jobId);
      const isRenewed = before?.leaseId !== leaseId || before.beat !== beat;
      const since = isRenewed ? now : before.since;
      seen.set(jobId, { leaseId, beat, since });
      if (now - since >= leaseLastsMilliseconds) lapsed.add(jobId);
    }
    this.#seen = seen;
    return lapsed;
  }
}
