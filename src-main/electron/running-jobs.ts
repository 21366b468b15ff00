import type { ApiEvent } from '../../src-core/api/events.ts';

/** Follows how far the running jobs are, from the events of the queue. */
export class RunningJobs {
  readonly #fractions = new Map<string, number>();
  readonly #onChange: (count: number, fraction: number) => void;

  /** @param onChange hears how many jobs run, and how far they are together, in [0, 1] */
  constructor(onChange: (count: number, fraction: number) => void) {
    this.#onChange = onChange;
  }

  take(event: ApiEvent): void {
    switch (event.type) {
      case 'progress':
        if (!this.#fractions.has(event.jobId)) return;
        this.#fractions.set(event.jobId, event.progress.fraction);
        break;
      case 'job':
        if (event.job.state !== 'running') {
          if (!this.#fractions.delete(event.job.jobId)) return;
        } else if (!this.#fractions.has(event.job.jobId)) {
          this.#fractions.set(event.job.jobId, event.job.progress?.fraction ?? 0);
        }
        break;
      case 'job_removed':
        if (!this.#fractions.delete(event.jobId)) return;
        break;
      default:
        return;
    }
    const fractions = [...this.#fractions.values()];
    const sum = fractions.reduce((total, fraction) => total + fraction, 0);
    this.#onChange(fractions.length, fractions.length === 0 ? 0 : sum / fractions.length);
  }
}
