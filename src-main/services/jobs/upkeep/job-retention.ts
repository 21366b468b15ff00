import { fromErrorEnvelope } from '../../../../src-core/errors/hindcast-error.ts';
import type { Home } from '../../home/home.ts';
import type { BulkParts } from './bulk-action.ts';
import type { Clock } from '../clock.ts';
import { daysBefore } from '../days-before.ts';
import { hindcastItself } from '../store/job-database.ts';
import { removeJobs } from './job-removal.ts';

/** How often it is looked for jobs that are too old. */
const lookMilliseconds = 6 * 60 * 60 * 1000;

export interface RetentionParts extends BulkParts {
  readonly home: Home;
  readonly clock: Clock;
  /** Days that ended, unpinned jobs are kept; 0 keeps them for ever. */
  readonly retentionDays: () => Promise<number>;
}

/**
 * Removes ended jobs that the user does not want to keep any longer, and changes that later ones have followed: when it
 * starts, and now and then. Never because the setting was changed just now, so that a slip can be mended.
 */
export class JobRetention {
  readonly #parts: RetentionParts;
  #work: Promise<void> = Promise.resolve();
  #cancelNext: () => void = () => undefined;
  #isClosed = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#look();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelNext();
    await this.#work;
  }

  #look(): void {
    const { clock, onTrouble } = this.#parts;
    this.#cancelNext = clock.after(lookMilliseconds, () => this.#look());
    this.#work = this.#work.then(() => this.#remove()).catch(onTrouble);
  }

  async #remove(): Promise<void> {
    const { home, store, clock, retentionDays } = this.#parts;
    const days = await retentionDays();
    if (this.#isClosed) return;
    store.forgetEarlierChanges();
    if (days === 0) return;
    const old = store.lists.endedBefore(daysBefore(clock.now(), days));
    const { failed } = await removeJobs(home, this.#parts, old, {
      actor: hindcastItself,
      cause: `it ended more than ${days} days ago`,
    });
    const [first] = failed;
    if (first !== undefined) throw fromErrorEnvelope(first.error);
  }
}
