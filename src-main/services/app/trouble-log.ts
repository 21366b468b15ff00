import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Clock } from '../jobs/clock.ts';
import { errorFields, type AppLog } from '../log/app-log.ts';

/** Something that went wrong where nobody could be told all of it. */
export interface Trouble {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly where: string;
  readonly code: string;
  readonly message: string;
}

const kept = 50;

/** What went wrong inside Hindcast: all of it in the log, the latest in memory. */
export class TroubleLog {
  readonly #log: AppLog;
  readonly #clock: Clock;
  readonly #recent: Trouble[] = [];

  constructor(log: AppLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Never throws. */
  record(where: string, thrown: unknown): void {
    const trouble = {
      at: this.#clock.now().toISOString(),
      where,
      code: thrown instanceof HindcastError ? thrown.code : 'INTERNAL',
      message: thrown instanceof Error ? thrown.message : String(thrown),
    };
    this.#recent.push(trouble);
    if (this.#recent.length > kept) this.#recent.shift();
    this.#log.write('error', 'trouble', { ...trouble, error: errorFields(thrown) });
  }

  /** The latest, oldest first. */
  recent(): readonly Trouble[] {
    return this.#recent;
  }
}
