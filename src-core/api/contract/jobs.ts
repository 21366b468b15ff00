import { z } from 'zod';
import { errorEnvelopeSchema } from '../../errors/error-envelope.ts';
import { jobStates } from '../../job/job-state.ts';
import { bulkOutcomeSchema, daySchema, emptySchema, jobIdSchema, momentSchema } from '../common-schemas.ts';
import { jobRowSchema } from '../job-row.ts';
import { command, query } from '../operation.ts';

const jobIdsSchema = z.strictObject({ jobIds: z.array(jobIdSchema).min(1).max(10_000) });

export const jobDetailSchema = z.object({
  row: jobRowSchema,
  /** As it was submitted, defaults filled in, paths absolute. */
  spec: z.record(z.string(), z.json()),
  checkLookahead: z.boolean(),
  snapshotId: z.string(),
  modelHash: z.string(),
  /** The jobs that it was to wait for, and whether each of them had completed when it was looked at last. */
  after: z.array(z.object({ jobId: jobIdSchema, isMet: z.boolean() })),
  events: z.array(
    z.object({ seq: z.int(), at: momentSchema, type: z.string(), actor: z.string(), cause: z.string() }),
  ),
});
export type JobDetail = z.output<typeof jobDetailSchema>;

export const logLineSchema = z.object({
  at: momentSchema,
  level: z.enum(['debug', 'info', 'warn', 'error']),
  origin: z.string(),
  message: z.string(),
});
export type LogLine = z.output<typeof logLineSchema>;

/** When a job may start, beyond its turn. A job that is there already and has not ended keeps the schedule it has. */
export const jobScheduleSchema = z.strictObject({
  /** Not before this moment. */
  notBefore: z.iso.datetime().optional(),
  /** Only when all of these have completed. */
  after: z.array(jobIdSchema).max(1000).optional(),
  /** With the jobs of this group, as one. */
  groupId: z.string().max(100).optional(),
});
export type JobScheduleInput = z.output<typeof jobScheduleSchema>;

/** Which jobs to list: those that are all of what is given. */
export const jobListFilterSchema = z.strictObject({
  owner: z.string().max(200).optional(),
  kind: z.string().max(100).optional(),
  /** The whole name. */
  name: z.string().max(200).optional(),
  states: z.array(z.enum(jobStates)).min(1).optional(),
  /** First and last day of creation, UTC, both included. */
  createdFrom: daySchema.optional(),
  createdTo: daySchema.optional(),
  /** Part of the name, the kind or the model's file name, or the beginning of the id, whatever the case. */
  text: z.string().max(200).optional(),
  groupId: z.string().max(100).optional(),
});

export const jobOperations = {
  'jobs.get': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({ jobId: jobIdSchema }),
    output: jobDetailSchema,
    errors: ['UNKNOWN_JOB'],
  }),
  /**
   * Queues a job; see docs on identity: the same spec over the same data and code is the same job. Paths are absolute, or
   * `examples/models/…` for a model that ships with Hindcast.
   */
  'jobs.submit': command({
    permission: 'SUBMIT',
    input: z.strictObject({
      spec: z.record(z.string(), z.json()),
      force: z.boolean().default(false),
      checkLookahead: z.boolean().default(false),
      schedule: jobScheduleSchema.optional(),
    }),
    output: z.object({ jobId: jobIdSchema, existing: z.boolean(), missingDays: z.array(z.string()) }),
    errors: [
      'BAD_SPEC',
      'BAD_INPUT',
      'DATA_MISSING',
      'DATA_CORRUPT',
      'MODEL_LOAD_FAILED',
      'UNSAFE_PATH',
      'UNKNOWN_JOB',
    ],
  }),
  /** Queues several jobs as one group. A spec that is refused does not keep the others out. */
  'jobs.submitBatch': command({
    permission: 'SUBMIT',
    input: z.strictObject({
      name: z.string().trim().min(1).max(200),
      specs: z.array(z.record(z.string(), z.json())).min(1).max(500),
      force: z.boolean().default(false),
      checkLookahead: z.boolean().default(false),
    }),
    output: z.object({
      /** Null when every job was there already or was refused. */
      groupId: z.string().nullable(),
      /** What became of each spec, in their order. A job that is there already does not join the group. */
      jobs: z.array(
        z.union([
          z.object({ jobId: jobIdSchema, existing: z.boolean() }),
          z.object({ error: errorEnvelopeSchema }),
        ]),
      ),
    }),
  }),
  /** A page of jobs, newest first. Pages neither repeat nor skip a job, whatever is added meanwhile. */
  'jobs.list': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({
      filter: jobListFilterSchema.default({}),
      limit: z.int().min(1).max(1000),
      /** Where the previous page ended. */
      cursor: z.string().max(200).optional(),
    }),
    output: z.object({ jobs: z.array(jobRowSchema), nextCursor: z.string().nullable() }),
    errors: ['BAD_INPUT'],
  }),
  'jobs.cancel': command({ permission: 'SUBMIT', input: jobIdsSchema, output: bulkOutcomeSchema }),
  /**
   * Queues ended jobs again, as new attempts of themselves. One whose code or data changed since is refused with
   * `NOT_REPRODUCED`: as it is now, it is another job, which has to be submitted.
   */
  'jobs.retry': command({ permission: 'SUBMIT', input: jobIdsSchema, output: bulkOutcomeSchema }),
  /** Deletes ended jobs: results first, then rows. A running one is refused, a pinned one too. */
  'jobs.remove': command({ permission: 'SUBMIT', input: jobIdsSchema, output: bulkOutcomeSchema }),
  'jobs.annotate': command({
    permission: 'SUBMIT',
    input: z.strictObject({
      jobId: jobIdSchema,
      notes: z.string().max(4000).optional(),
      pinned: z.boolean().optional(),
    }),
    output: z.object({ row: jobRowSchema }),
    errors: ['UNKNOWN_JOB'],
  }),
  /** Lines of a job's log from a line number on; ask again with `nextLine` after a `logged` event. */
  'jobs.log': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({
      jobId: jobIdSchema,
      fromLine: z.int().min(0),
      limit: z.int().min(1).max(5000).default(1000),
    }),
    output: z.object({ lines: z.array(logLineSchema), nextLine: z.int(), total: z.int() }),
    errors: ['UNKNOWN_JOB'],
  }),
  /** Runs a completed job again on its pinned data and compares; an activity of kind `verify_job`. */
  'jobs.verify': command({
    permission: 'SUBMIT',
    input: z.strictObject({ jobId: jobIdSchema }),
    output: z.object({ activityId: z.string() }),
    errors: ['UNKNOWN_JOB', 'RESULT_NOT_READY'],
  }),
  /** What a form for a kind of job is made from. */
  'jobs.kinds': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.array(
      z.object({ kind: z.string(), title: z.string(), schema: z.record(z.string(), z.json()) }),
    ),
  }),
  /** Models used lately, newest first, and those that ship with Hindcast. */
  'jobs.models': query({
    permission: 'VIEW_PNL',
    input: emptySchema,
    output: z.object({
      recent: z.array(z.object({ path: z.string(), usedAt: momentSchema })),
      examples: z.array(z.object({ path: z.string(), title: z.string(), language: z.string() })),
    }),
  }),
  /** Queues the bundled example over bundled, synthetic candles; works offline on a fresh machine. */
  'jobs.example': command({
    permission: 'SUBMIT',
    input: emptySchema,
    output: z.object({ jobId: jobIdSchema }),
    errors: ['DATA_CORRUPT'],
  }),
};
