import type { PowerSaveBlocker } from 'electron';

/** Keeps the system from suspending the application while there is something to do. */
export class StayAwake {
  readonly #blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  #held: number | undefined;

  constructor(blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>) {
    this.#blocker = blocker;
  }

  /** May be called as often as the answer is known. */
  while(isBusy: boolean): void {
    if (isBusy) this.#held ??= this.#blocker.start('prevent-app-suspension');
    else this.release();
  }

  release(): void {
    if (this.#held === undefined) return;
    this.#blocker.stop(this.#held);
    this.#held = undefined;
  }
}
