import { z } from 'zod';
import { errorCodes, type ErrorCode } from '../../errors/hindcast-error.ts';
import { prioritySchema } from '../../job/job-base.ts';
import {
  bulkOutcomeSchema,
  daySchema,
  doneSchema,
  emptySchema,
  jobIdSchema,
  momentSchema,
} from '../common-schemas.ts';
import { command, query } from '../operation.ts';

const jobIdsSchema = z.array(jobIdSchema).min(1).max(10_000);

export const jobGroupSchema = z.object({
  groupId: z.string(),
  name: z.string(),
  createdBy: z.string(),
  createdAt: momentSchema,
  counts: z.object({
    pending: z.int(),
    running: z.int(),
    completed: z.int(),
    failed: z.int(),
    cancelled: z.int(),
  }),
  /** In [0, 1]: the mean over its jobs, one that has ended counting as done. */
  fraction: z.number(),
});
export type JobGroupRow = z.output<typeof jobGroupSchema>;

/** How long something took, in seconds; null when there was none of it. */
const timesSchema = z.object({ count: z.int(), median: z.number().nullable(), p90: z.number().nullable() });
/** Figures of the last 7 days, and of every job that is still there. */
const periodsOf = <Schema extends z.ZodType>(schema: Schema) => z.object({ last7Days: schema, all: schema });

export const queueStatsSchema = z.object({
  depth: z.object({
    /** Pending jobs that start when it is their turn. */
    ready: z.int(),
    /** Pending jobs whose moment has not come: planned for later, or waiting to be tried again. */
    scheduled: z.int(),
    /** Pending jobs that wait for other jobs. */
    blocked: z.int(),
    running: z.int(),
  }),
  paused: z.object({ at: momentSchema, by: z.string() }).nullable(),
  /** From the moment of queueing to the start, of jobs that started and were not retried. */
  waitSeconds: periodsOf(timesSchema),
  /** From the start of the last attempt to the end, of completed jobs. */
  runSeconds: periodsOf(timesSchema),
  /** Why jobs failed, the most frequent cause first. */
  failures: z.array(
    z.object({
      code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
      last7Days: z.int(),
      all: z.int(),
    }),
  ),
  /** Attempts that were made again by themselves. */
  retries: periodsOf(z.int()),
  /** The last 14 days, UTC, the oldest first; today is the last. */
  days: z.array(
    z.object({
      day: daySchema,
      created: z.int(),
      completed: z.int(),
      failed: z.int(),
      cancelled: z.int(),
    }),
  ),
  /** Running jobs, the longest running first. */
  workers: z.array(
    z.object({
      jobId: jobIdSchema,
      name: z.string(),
      startedAt: momentSchema,
      /** Since when its worker is silent; null while it is heard. */
      stalledAt: momentSchema.nullable(),
      /** Whether this process runs it, not another one on the same home. */
      runsHere: z.boolean(),
      /** Memory of worker and model together, measured now; null of one that runs elsewhere or was just started. */
      residentBytes: z.number().nullable(),
      peakMemoryBytes: z.number().nullable(),
      attempt: z.int(),
      retries: z.int(),
      maxRetries: z.int(),
    }),
  ),
});
export type QueueStats = z.output<typeof queueStatsSchema>;

/** What can be wrong with a queue and its files. */
export const findingCodes = [
  'DATABASE_DAMAGED',
  'BROKEN_REFERENCE',
  'RUNNING_WITHOUT_PROCESS',
  'BLOCKED_FOREVER',
  'BLOCKED_WRONGLY',
  'RESULT_MISSING',
  'RESULT_DAMAGED',
  'RESULT_WITHOUT_JOB',
  'RESULT_OF_NOTHING',
  'LEFTOVER_WORK',
  'LOG_WITHOUT_JOB',
  'UNUSED_SNAPSHOT',
  'EMPTY_GROUP',
  'CANDLES_GONE',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export const findingSchema = z.object({
  code: z.enum(findingCodes),
  /** `warning`: nothing is lost or stuck because of it. */
  severity: z.enum(['error', 'warning']),
  /** What it is about: the id of a job, the name of a file, a table. */
  subject: z.string(),
  /** A sentence. */
  message: z.string(),
  /** How Hindcast repairs it when it is told to; null when it cannot. */
  repair: z.string().nullable(),
  isRepaired: z.boolean(),
});
export type Finding = z.output<typeof findingSchema>;

/** The order of the queue, and whether it runs. What the rules are: docs/spec/queue.md. */
export const queueOperations = {
  /** Takes nothing from the queue any more; what runs goes on. */
  'queue.pause': command({ permission: 'SUBMIT', input: emptySchema, output: doneSchema }),
  'queue.resume': command({ permission: 'SUBMIT', input: emptySchema, output: doneSchema }),
  /** Moves pending jobs, which keep their order among themselves. Those that have started meanwhile are passed over. */
  'queue.move': command({
    permission: 'SUBMIT',
    input: z.strictObject({
      jobIds: jobIdsSchema,
      place: z.union([
        z.strictObject({ to: z.enum(['front', 'back']) }),
        z.strictObject({ before: jobIdSchema }),
      ]),
    }),
    output: z.object({ moved: z.array(jobIdSchema) }),
    errors: ['UNKNOWN_JOB', 'BAD_INPUT'],
  }),
  'queue.prioritize': command({
    permission: 'SUBMIT',
    input: z.strictObject({ jobIds: jobIdsSchema, priority: prioritySchema }),
    output: bulkOutcomeSchema,
  }),
  /** Lets pending jobs start no earlier than a moment; null lets them start when it is their turn. */
  'queue.schedule': command({
    permission: 'SUBMIT',
    input: z.strictObject({ jobIds: jobIdsSchema, notBefore: z.iso.datetime().nullable() }),
    output: bulkOutcomeSchema,
  }),
  'queue.groups': query({ permission: 'VIEW_PNL', input: emptySchema, output: z.array(jobGroupSchema) }),
  /** Cancels all jobs of a group that have not ended. */
  'queue.cancelGroup': command({
    permission: 'SUBMIT',
    input: z.strictObject({ groupId: z.string().max(100) }),
    output: bulkOutcomeSchema,
    errors: ['BAD_INPUT'],
  }),
  /**
   * Looks for what recovery could not put in order, and repairs it when asked to. No result is deleted: what belongs to no
   * job is moved to `lost+found` in the home.
   */
  'queue.doctor': command({
    permission: 'SUBMIT',
    input: z.strictObject({
      repair: z.boolean(),
      /** Also reads and hashes every file of every result. */
      deep: z.boolean().default(false),
    }),
    output: z.object({ findings: z.array(findingSchema) }),
  }),
  'queue.stats': query({ permission: 'VIEW_PNL', input: emptySchema, output: queueStatsSchema }),
  /** What would go if ended, unpinned jobs were kept for so many days; 0 keeps them for ever. */
  'queue.retentionPreview': query({
    permission: 'VIEW_PNL',
    input: z.strictObject({ days: z.int().min(0).max(36_500) }),
    output: z.object({
      count: z.int(),
      /** Size of the files of their results. */
      bytes: z.number(),
      /** When the one that ended longest ago ended; null when none would go. */
      oldest: momentSchema.nullable(),
    }),
  }),
};
