import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';

/** Something that went wrong where nobody could be told all of it. */
export interface Trouble {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly where: string;
  readonly code: string;
  readonly message: string;
}

const kept = 50;

/** What went wrong inside Hindcast: all of it in `logs/hindcast.jsonl` of the home, the latest in memory. */
export class TroubleLog {
  readonly #clock: Clock;
  readonly #destination: ReturnType<typeof pino.destination>;
  readonly #logger: Logger;
  readonly #recent: Trouble[] = [];

  constructor(home: Home, clock: Clock) {
    this.#clock = clock;
    // Errors are few, and the one that ends the process must be on the disk.
    this.#destination = pino.destination({
      dest: join(home.logs, 'hindcast.jsonl'),
      append: true,
      sync: true,
    });
    this.#destination.on('error', () => undefined);
    this.#logger = pino(
      { base: null, timestamp: () => `,"at":"${clock.now().toISOString()}"` },
      this.#destination,
    );
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
    this.#logger.error({ where, code: trouble.code, err: thrown }, trouble.message);
  }

  /** The latest, oldest first. */
  recent(): readonly Trouble[] {
    return this.#recent;
  }

  close(): void {
    this.#destination.end();
  }
}
