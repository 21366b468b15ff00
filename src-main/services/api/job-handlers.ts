import type { jobOperations } from '../../../src-core/api/contract/jobs.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import type { PathGuard } from '../files/path-guard.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import type { Handlers } from './handlers.ts';

export interface JobHandlerParts {
  readonly queue: JobQueue;
  readonly activities: ActivityLog;
  readonly paths: PathGuard;
  /** Whom submitted jobs belong to; the same as on the command line, so that the same run is the same job. */
  readonly user: string;
}

/** Everything of `jobs.*`. */
export function jobHandlers(_parts: JobHandlerParts): Handlers<keyof typeof jobOperations> {
  const notYet = (): Promise<never> => Promise.reject(new HindcastError('INTERNAL', 'Not there yet.'));
  return {
    'jobs.get': notYet,
    'jobs.submit': notYet,
    'jobs.cancel': notYet,
    'jobs.retry': notYet,
    'jobs.remove': notYet,
    'jobs.annotate': notYet,
    'jobs.log': notYet,
    'jobs.verify': notYet,
    'jobs.kinds': notYet,
    'jobs.models': notYet,
    'jobs.example': notYet,
  };
}
