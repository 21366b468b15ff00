import type { OutputOf, ParsedInputOf } from '../../../src-core/api/contract.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { Home } from '../home/home.ts';
import type { Clock } from '../jobs/clock.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';

export interface PreparedExportsParts {
  readonly home: Home;
  readonly store: Pick<JobStore, 'get'>;
  readonly worker: Pick<DataWorkerClient, 'request'>;
  readonly clock: Clock;
}

/** A file that waits to be taken away. */
export interface PreparedExport {
  readonly path: string;
  readonly fileName: string;
  readonly mediaType: string;
}

/** Exports that were made and not yet taken away; each lives for an hour. */
export class PreparedExports {
  readonly #parts: PreparedExportsParts;

  constructor(parts: PreparedExportsParts) {
    this.#parts = parts;
  }

  /** Removes what an earlier life of the application has left. To be called once, at start. */
  async open(): Promise<void> {}

  create(_input: ParsedInputOf<'exports.create'>): Promise<OutputOf<'exports.create'>> {
    return Promise.reject(new HindcastError('INTERNAL', `No exports yet in ${this.#parts.home.tmp}.`));
  }

  /** @throws HindcastError `BAD_INPUT` when there is no such export (any more) */
  exportFile(_exportId: string): PreparedExport {
    throw new HindcastError('BAD_INPUT', 'This export is not there any more. Export again.');
  }

  /** Stops what waits and removes what is left. */
  async close(): Promise<void> {}
}
