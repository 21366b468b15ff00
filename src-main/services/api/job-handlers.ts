import { existsSync } from 'node:fs';
import type { jobOperations, JobDetail, JobScheduleInput } from '../../../src-core/api/contract/jobs.ts';
import { HindcastError } from '../../../src-core/errors/hindcast-error.ts';
import { jobKinds } from '../../../src-core/kinds/registry.ts';
import type { ActivityLog } from '../activities/activity-log.ts';
import type { PathGuard } from '../files/path-guard.ts';
import { actOnJobs } from '../jobs/upkeep/bulk-action.ts';
import { bundledModels } from '../jobs/submission/bundled-models.ts';
import { submitExample } from '../jobs/submission/example-job.ts';
import { submitBatch } from '../jobs/submission/job-batch.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { removeJobs } from '../jobs/upkeep/job-removal.ts';
import { retryJobs } from '../jobs/submission/job-retry.ts';
import type { SubmitRequest } from '../jobs/submission/job-submission.ts';
import type { JobRecord, JobSchedule } from '../jobs/store/job-record.ts';
import { LogPages } from '../jobs/logs/log-pages.ts';
import { writtenJsonSchema } from '../jobs/submission/spec-json-schema.ts';
import { specPathsOf } from '../jobs/submission/spec-paths.ts';
import { startVerification } from '../jobs/upkeep/verify-activity.ts';
import type { Handlers } from './handlers.ts';

export interface JobHandlerParts {
  readonly queue: JobQueue;
  readonly activities: ActivityLog;
  readonly paths: PathGuard;
  /** Whom submitted jobs belong to; the same as on the command line, so that the same run is the same job. */
  readonly user: string;
}

const recentModels = 20;

/** Everything of `jobs.*`. */
export function jobHandlers(parts: JobHandlerParts): Handlers<keyof typeof jobOperations> {
  const { queue, activities, paths, user } = parts;
  const { store, service } = queue;
  const { home, pinner, onTrouble } = queue.parts;
  const bulk = { store, onTrouble };
  const logs = new LogPages(home.logs);
  const requestOf = (
    input: unknown,
    subject: string,
    { force, checkLookahead }: { force: boolean; checkLookahead: boolean },
  ): SubmitRequest => ({
    input,
    subject,
    ...specPathsOf(home, paths),
    force,
    createdBy: user,
    options: { checkLookahead },
  });
  return {
    'jobs.get': async ({ jobId }) => detailOf(queue, existingJob(queue, jobId)),
    'jobs.submit': async ({ spec, schedule, ...how }) => {
      const { job, existing, missingDays } = await service.submit({
        ...requestOf(spec, 'The spec', how),
        ...(schedule === undefined ? {} : { schedule: scheduleOf(schedule) }),
      });
      return { jobId: job.jobId, existing, missingDays: [...missingDays] };
    },
    'jobs.submitBatch': async ({ name, specs, ...how }, { actor }) => {
      const requests = specs.map((spec, index) => requestOf(spec, `Spec ${index + 1}`, how));
      const { groupId, jobs } = await submitBatch(name, requests, actor, bulk, pinner);
      return {
        groupId,
        jobs: jobs.map((entry) =>
          'error' in entry ? entry : { jobId: entry.job.jobId, existing: entry.existing },
        ),
      };
    },
    'jobs.list': async ({ filter, limit, cursor }) => {
      const { jobs, nextCursor } = queue.jobPage({ ...filter, limit, cursor });
      return { jobs, nextCursor };
    },
    'jobs.cancel': ({ jobIds }, { actor }) =>
      actOnJobs(bulk, jobIds, (jobId) => void service.cancel(jobId, actor)),
    'jobs.retry': ({ jobIds }, { actor }) => retryJobs(bulk, pinner, jobIds, actor),
    'jobs.remove': ({ jobIds }, { actor }) =>
      removeJobs(home, bulk, jobIds, { actor, cause: 'asked to delete it' }),
    'jobs.annotate': async ({ jobId, ...annotation }, { actor }) => {
      store.annotate(jobId, annotation, actor);
      return { row: existingRow(queue, jobId) };
    },
    'jobs.log': async ({ jobId, fromLine, limit }) => {
      existingRow(queue, jobId);
      const { lines, ...page } = await logs.read(jobId, fromLine, limit);
      return { ...page, lines: [...lines] };
    },
    'jobs.verify': async ({ jobId }) => ({
      activityId: startVerification(existingJob(queue, jobId), queue, activities).activityId,
    }),
    'jobs.kinds': async () =>
      jobKinds.map(({ kind, title, specSchema }) => ({
        kind,
        title,
        schema: asJson(writtenJsonSchema(specSchema)),
      })),
    'jobs.models': async () => ({
      recent: store.lists.recentModels(recentModels).filter(({ path }) => existsSync(path)),
      examples: await bundledModels(),
    }),
    'jobs.example': async () => ({ jobId: (await submitExample(queue, user)).job.jobId }),
  };
}

/** Moments are kept in one form, which sorts by time. */
function scheduleOf({ notBefore, after, groupId }: JobScheduleInput): JobSchedule {
  return {
    notBefore: notBefore === undefined ? null : new Date(notBefore).toISOString(),
    after: after ?? [],
    groupId: groupId ?? null,
  };
}

function detailOf(queue: JobQueue, job: JobRecord): JobDetail {
  const { jobId, spec, options, snapshotId, modelHash, error, warnings } = job;
  return {
    // Rows are kept small; here is room for everything.
    row: { ...existingRow(queue, jobId), error, warnings: [...warnings] },
    spec: asJson(spec),
    checkLookahead: options.checkLookahead,
    snapshotId,
    modelHash,
    after: [...queue.store.dependencies(jobId)],
    events: queue.store
      .events(jobId)
      .map(({ seq, at, type, actor, cause }) => ({ seq, at, type, actor, cause })),
  };
}

function existingJob(queue: JobQueue, jobId: string): JobRecord {
  const job = queue.store.get(jobId);
  if (job === undefined) throw unknownJob(jobId);
  return job;
}

function existingRow(queue: JobQueue, jobId: string): JobDetail['row'] {
  const row = queue.jobRow(jobId);
  if (row === undefined) throw unknownJob(jobId);
  return row;
}

function unknownJob(jobId: string): HindcastError {
  return new HindcastError('UNKNOWN_JOB', 'There is no such job. It may have been deleted.', {
    details: { job_id: jobId },
  });
}

/** What was read from JSON, or is about to become some. */
function asJson(value: unknown): JobDetail['spec'] {
  return value as JobDetail['spec'];
}
