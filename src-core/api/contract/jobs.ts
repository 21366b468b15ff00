import { z } from 'zod';
import { bulkOutcomeSchema, emptySchema, jobIdSchema, momentSchema } from '../common-schemas.ts';
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
    }),
    output: z.object({ jobId: jobIdSchema, existing: z.boolean(), missingDays: z.array(z.string()) }),
    errors: ['BAD_SPEC', 'BAD_INPUT', 'DATA_MISSING', 'DATA_CORRUPT', 'MODEL_LOAD_FAILED', 'UNSAFE_PATH'],
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
