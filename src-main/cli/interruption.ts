import { exitCodeOf } from '../../src-core/errors/hindcast-error.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What Ctrl-C does: ends the program at once until there is something to cancel, then cancels that. */
export class Interruption {
  #handler: () => void = () => process.exit(exitCodeOf('CANCELLED'));
  readonly #listener = (): void => this.#handler();

  constructor() {
    for (const signal of signals) process.on(signal, this.#listener);
  }

  handle(handler: () => void): void {
    this.#handler = handler;
  }

  stop(): void {
    for (const signal of signals) process.off(signal, this.#listener);
  }
}
