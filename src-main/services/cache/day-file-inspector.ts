import type { DayFileInspection, InspectDayFile } from '../../../src-core/data/day-file-inspection.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { dayFilePath } from '../../../src-core/feed/index-entry.ts';
import type { DataWorkerClient } from '../processes/data-worker-client.ts';

/** Reads a day file in full. Throws HindcastError `DATA_CORRUPT` for one that cannot be used. */
export type DayFileInspector = (request: InspectDayFile) => Promise<DayFileInspection>;

/**
 * Lets the data worker inspect day files. When it crashes meanwhile, any of the files that it was reading may be the
 * cause, so each is tried once more in a process of its own; one that ends that process too is damaged.
 */
export function dayFileInspector(
  worker: Pick<DataWorkerClient, 'request' | 'requestAlone'>,
): DayFileInspector {
  return async (request) => {
    try {
      return await worker.request('inspectDayFile', request);
    } catch (error) {
      if (!isCrash(error)) throw error;
    }
    try {
      return await worker.requestAlone('inspectDayFile', request);
    } catch (cause) {
      if (!isCrash(cause) || wasKilled(cause)) throw cause;
      const path = dayFilePath(request.feed, request.day);
      throw new HindcastError('DATA_CORRUPT', `${path} ends the process that reads it, twice in a row.`, {
        cause,
        details: { path },
      });
    }
  };
}

function isCrash(error: unknown): error is HindcastError {
  return error instanceof HindcastError && error.code === 'WORKER_CRASHED';
}

/** Ended from outside, as a system does that is short of memory: that says nothing about a file. */
function wasKilled({ details }: HindcastError): boolean {
  return details?.['signal'] === 'SIGKILL';
}
