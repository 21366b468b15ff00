import type { Clock } from '../clock.ts';

/** A clock that moves only when a test says so. */
export class FakeClock implements Clock {
  #milliseconds = 0;
  #wallClockOffset = 0;
  #next = 0;
  readonly #timers = new Map<number, { due: number; callback: () => void }>();

  now(): Date {
    return new Date(Date.UTC(2026, 10, 21, 12) + this.#milliseconds + this.#wallClockOffset);
  }

  monotonicMilliseconds(): number {
    return this.#milliseconds;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const id = this.#next++;
    this.#timers.set(id, { due: this.#milliseconds + milliseconds, callback });
    return () => this.#timers.delete(id);
  }

  /** Lets time pass, calling what falls due on the way and letting promises settle between. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#milliseconds + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.due <= end).sort(byDue)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.#milliseconds = Math.max(this.#milliseconds, due[1].due);
      due[1].callback();
      await settled();
    }
    this.#milliseconds = end;
    await settled();
  }

  /** Sets the wall clock that much before, or after, what it would show by itself. */
  setWallClock(offsetMilliseconds: number): void {
    this.#wallClockOffset = offsetMilliseconds;
  }

  /** Lets time pass while the process is stopped: what falls due meanwhile is called afterwards, all at once. */
  async standStill(milliseconds: number): Promise<void> {
    this.#milliseconds += milliseconds;
    await this.advance(0);
  }

  /** Lets time pass until the promise has settled. */
  async advanceUntil<Value>(promise: Promise<Value>): Promise<Value> {
    const state = { isSettled: false };
    const done = (): void => {
      state.isSettled = true;
    };
    promise.then(done, done);
    while (!state.isSettled) await this.advance(250);
    return promise;
  }
}

function byDue(
  [leftId, left]: [number, { due: number }],
  [rightId, right]: [number, { due: number }],
): number {
  return left.due - right.due || leftId - rightId;
}

/** Resolves once promises that are ready have run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
