import type { NumberedEvent } from '../../src-core/api/events.ts';

/** Watches the events of one application: progress never falls within an attempt. Rule Q32. */
export class ProgressWatch {
  readonly #onFall: (words: string) => void;
  readonly #fractions = new Map<string, number>();
  readonly #attempts = new Map<string, number>();

  constructor(onFall: (words: string) => void) {
    this.#onFall = onFall;
  }

  hear({ event }: NumberedEvent): void {
    if (event.type === 'job') {
      const { jobId, attempt } = event.job;
      if (this.#attempts.get(jobId) !== attempt) this.#fractions.delete(jobId);
      this.#attempts.set(jobId, attempt);
    }
    if (event.type !== 'progress') return;
    const { jobId, progress } = event;
    const former = this.#fractions.get(jobId) ?? 0;
    if (progress.fraction < former)
      this.#onFall(`the progress of ${jobId} fell from ${former} to ${progress.fraction}`);
    this.#fractions.set(jobId, progress.fraction);
  }
}
