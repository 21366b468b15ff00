import type { Activity } from '../../../../src-core/api/activity.ts';
import { HindcastError } from '../../../../src-core/errors/hindcast-error.ts';
import type { ActivityLog } from '../../activities/activity-log.ts';
import type { JobQueue } from '../job-queue.ts';
import type { JobRecord } from '../store/job-record.ts';
import { verifyJob } from './job-verification.ts';
import { JobWorkerProcess } from '../running/job-worker-process.ts';

/**
 * Runs a completed job again beside the queue and compares, as an activity whose result is
 * `{verdict, inputs, metrics}`. A job that is being verified is not verified twice at the same time.
 *
 * @throws HindcastError `RESULT_NOT_READY` when the job has no result
 */
export function startVerification(job: JobRecord, queue: JobQueue, activities: ActivityLog): Activity {
  if (job.state !== 'completed') {
    throw new HindcastError(
      'RESULT_NOT_READY',
      `"${job.name}" is ${job.state} and has no result to compare with.`,
      { details: { job_id: job.jobId, state: job.state } },
    );
  }
  const underWay = activities
    .list()
    .find(
      ({ kind, subject, state }) => kind === 'verify_job' && subject === job.jobId && state === 'running',
    );
  if (underWay !== undefined) return underWay;
  return activities.start({
    kind: 'verify_job',
    title: `Verify ${job.name}`,
    subject: job.jobId,
    run: async (signal, report) => {
      const { home, clock, tree, spawner } = queue.parts;
      const worker = new JobWorkerProcess(spawner);
      try {
        const { verdict, inputs, metrics } = await verifyJob(job, {
          home,
          clock,
          tree,
          worker,
          store: queue.store,
          isCancelled: () => signal.aborted,
          onProgress: ({ fraction, phase }) => report(fraction, phase),
        });
        // Plain values, but declared as interfaces, which the type of JSON does not take for such.
        return { verdict, inputs, metrics } as unknown as Activity['result'];
      } finally {
        worker.kill();
      }
    },
  });
}
