import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { Clock } from '../clock.ts';

/** How long a write that the database refused waits before it is tried again. */
const restMilliseconds = 5000;

/** Whether the database refused something for a reason that may pass: a full disk, a lock, an I/O error. */
export function mayPass(thrown: unknown): boolean {
  if (thrown instanceof HindcastError) return thrown.code === 'DISK_FULL';
  return /^SQLITE_(FULL|BUSY|IOERR)/.test((thrown as { code?: string } | null)?.code ?? '');
}

/** Does what the next time may do as well: that the database refuses it is passed over. */
export function passingOver(write: () => void): void {
  try {
    write();
  } catch (thrown) {
    if (!mayPass(thrown)) throw thrown;
  }
}

/** Said to whoever waits for a write when there is no more time for it. */
export class WritesEnded extends Error {}

/** Carries out writes that must not be lost, however long the database refuses them. Rule Q31. */
export class PersistentWrites {
  readonly #clock: Clock;
  readonly #resting = new Set<() => void>();
  #isEnding = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param onRefused hears once why the database refuses the write
   * @throws WritesEnded when {@link end} was called and the last try was refused too
   */
  async carryOut<Result>(write: () => Result, onRefused: (reason: string) => void): Promise<Result> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        return write();
      } catch (thrown) {
        if (!mayPass(thrown)) throw thrown;
        if (this.#isEnding) throw new WritesEnded('Closed before it could be written.', { cause: thrown });
        if (isFirst) onRefused((thrown as Error).message);
      }
      await this.#rest();
    }
  }

  /** Tries once more what waits; from now on nothing is tried again. */
  end(): void {
    this.#isEnding = true;
    for (const wake of this.#resting) wake();
  }

  async #rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(restMilliseconds, resolve);
    this.#resting.add(resolve);
    await promise;
    cancel();
    this.#resting.delete(resolve);
  }
}
