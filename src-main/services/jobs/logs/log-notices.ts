import type { Clock } from '../clock.ts';

/** At most two notices a second for each job. */
const noticeMilliseconds = 500;

/**
 * Tells that a job's log has grown. Always a moment after the line: by then it is in the file, for whoever reads it
 * because of the notice.
 */
export class LogNotices {
  readonly #clock: Clock;
  readonly #tell: (jobId: string) => void;
  readonly #waiting = new Map<string, () => void>();

  constructor(clock: Clock, tell: (jobId: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  logged(jobId: string): void {
    if (this.#waiting.has(jobId)) return;
    const cancel = this.#clock.after(noticeMilliseconds, () => {
      this.#waiting.delete(jobId);
      this.#tell(jobId);
    });
    this.#waiting.set(jobId, cancel);
  }

  close(): void {
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
