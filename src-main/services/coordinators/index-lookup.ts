import type { DayFile } from '../../../src-core/feed/index-entry.ts';
import type { Clock } from '../jobs/clock.ts';

/** Fetches the index of a coordinator. */
export type FetchIndex = (coordinatorId: string) => Promise<readonly DayFile[]>;

const keptMilliseconds = 60_000;
/** One that failed is asked again sooner: it may be starting up. */
const failureKeptMilliseconds = 10_000;
const waitMilliseconds = 250;

interface Lookup {
  readonly index: Promise<readonly DayFile[] | undefined>;
  /** When it is too old, on the clock that only grows; infinite while it is under way. */
  expiresAt: number;
  /** Whether someone went on without it. */
  isMissed: boolean;
}

/** What coordinators offer, for answers that cannot wait: an index is remembered for a minute, and no answer is one too. */
export class IndexLookup {
  readonly #clock: Clock;
  readonly #fetchIndex: FetchIndex;
  readonly #lookups = new Map<string, Lookup>();
  readonly #lateListeners = new Set<() => void>();

  constructor(clock: Clock, fetchIndex: FetchIndex) {
    this.#clock = clock;
    this.#fetchIndex = fetchIndex;
  }

  /** Calls back when an index has come that was too late for whoever asked. */
  onLate(listener: () => void): void {
    this.#lateListeners.add(listener);
  }

  /** The index of a coordinator as it was less than a minute ago; undefined when it does not answer at once. */
  async get(coordinatorId: string): Promise<readonly DayFile[] | undefined> {
    const lookup = this.#current(coordinatorId);
    const { promise: timeIsUp, resolve } = Promise.withResolvers<'late'>();
    const stop = this.#clock.after(waitMilliseconds, () => resolve('late'));
    const index = await Promise.race([lookup.index, timeIsUp]);
    stop();
    if (index !== 'late') return index;
    lookup.isMissed = true;
    return undefined;
  }

  /** Remembers an index that was fetched for another reason. */
  put(coordinatorId: string, index: readonly DayFile[]): void {
    const expiresAt = this.#clock.monotonicMilliseconds() + keptMilliseconds;
    this.#lookups.set(coordinatorId, { index: Promise.resolve(index), expiresAt, isMissed: false });
  }

  /** Forgets the index of a coordinator: it has changed. */
  drop(coordinatorId: string): void {
    this.#lookups.delete(coordinatorId);
  }

  #current(coordinatorId: string): Lookup {
    const known = this.#lookups.get(coordinatorId);
    if (known !== undefined && this.#clock.monotonicMilliseconds() < known.expiresAt) return known;
    const keep = (milliseconds: number): void => {
      lookup.expiresAt = this.#clock.monotonicMilliseconds() + milliseconds;
    };
    const lookup: Lookup = {
      expiresAt: Number.POSITIVE_INFINITY,
      isMissed: false,
      index: this.#fetchIndex(coordinatorId).then(
        (index) => {
          keep(keptMilliseconds);
          if (lookup.isMissed) for (const listener of this.#lateListeners) listener();
          return index;
        },
        () => {
          keep(failureKeptMilliseconds);
          return undefined;
        },
      ),
    };
    this.#lookups.set(coordinatorId, lookup);
    return lookup;
  }
}
