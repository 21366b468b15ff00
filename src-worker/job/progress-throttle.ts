import type { Progress } from '../../src-core/job/progress.ts';

const shortestIntervalMs = 100;

/** Passes on at most ten updates a second, always the first of a phase, and never one that goes back. */
export class ProgressThrottle {
  readonly #send: (progress: Progress) => void;
  #lastMs = Number.NEGATIVE_INFINITY;
  #last: Progress | undefined;

  constructor(send: (progress: Progress) => void) {
    this.#send = send;
  }

  update(progress: Progress, nowMs: number): void {
    const isNewPhase = progress.phase !== this.#last?.phase;
    if (!isNewPhase && nowMs - this.#lastMs < shortestIntervalMs) return;
    const fraction = Math.max(progress.fraction, this.#last?.fraction ?? 0);
    this.#last = { ...progress, fraction };
    this.#lastMs = nowMs;
    this.#send(this.#last);
  }
}
