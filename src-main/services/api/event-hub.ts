import { randomUUID } from 'node:crypto';
import type { ApiEvent, NumberedEvent } from '../../../src-core/api/events.ts';
import type { Progress } from '../../../src-core/job/progress.ts';
import type { Clock } from '../jobs/clock.ts';

/** At most ten updates a second for each job. */
const progressMilliseconds = 100;

/**
 * Numbers what happens and tells everyone. Progress comes more often than eyes can follow: of each job, only the latest
 * goes out, at most ten times a second.
 */
export class EventHub {
  /** Names this life of the host. */
  readonly epoch = randomUUID();
  readonly #clock: Clock;
  readonly #listeners = new Set<(event: NumberedEvent) => void>();
  readonly #waiting = new Map<string, Progress | undefined>();
  #seq = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The number of the last event. */
  get seq(): number {
    return this.#seq;
  }

  subscribe(listener: (event: NumberedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(event: ApiEvent): void {
    const numbered = { epoch: this.epoch, seq: ++this.#seq, event };
    for (const listener of this.#listeners) listener(numbered);
  }

  /** Publishes the progress of a job now, or as soon as the last one is long enough ago. */
  publishProgress(jobId: string, progress: Progress): void {
    if (this.#waiting.has(jobId)) {
      this.#waiting.set(jobId, progress);
      return;
    }
    this.#waiting.set(jobId, undefined);
    this.publish({ type: 'progress', jobId, progress });
    this.#clock.after(progressMilliseconds, () => this.#release(jobId));
  }

  /** Forgets progress that has not gone out: the job has ended, and says so itself. */
  dropProgress(jobId: string): void {
    if (this.#waiting.has(jobId)) this.#waiting.set(jobId, undefined);
  }

  #release(jobId: string): void {
    const latest = this.#waiting.get(jobId);
    this.#waiting.delete(jobId);
    if (latest !== undefined) this.publishProgress(jobId, latest);
  }
}
