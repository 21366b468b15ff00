import { z } from 'zod';
import { errorEnvelopeSchema } from '../errors/error-envelope.ts';
import { prioritySchema } from '../job/job-base.ts';
import { jobStates } from '../job/job-state.ts';
import { progressSchema } from '../job/progress.ts';
import { headlineSchema } from '../result/summary-base.ts';
import { daySchema, jobIdSchema, momentSchema } from './common-schemas.ts';

/** A job as the queue shows it. Small: the snapshot holds every job. */
export const jobRowSchema = z.object({
  jobId: jobIdSchema,
  kind: z.string(),
  name: z.string(),
  state: z.enum(jobStates),
  /** Set while a running job has been asked to stop. */
  isCancelling: z.boolean(),
  priority: prioritySchema,
  /** Paths of the feeds it reads, `source/subject/kind/granularity`. */
  feeds: z.array(z.string()),
  firstDay: daySchema.nullable(),
  lastDay: daySchema.nullable(),
  /** File name of what it runs. */
  model: z.string(),
  headline: headlineSchema.nullable(),
  /** The first warnings of a completed job; a job with any is not shown as plainly completed. */
  warnings: z.array(z.string()),
  error: errorEnvelopeSchema.nullable(),
  createdBy: z.string(),
  createdAt: momentSchema,
  queuedAt: momentSchema,
  startedAt: momentSchema.nullable(),
  completedAt: momentSchema.nullable(),
  attempt: z.int(),
  progress: progressSchema.nullable(),
  notes: z.string(),
  pinned: z.boolean(),
  /** Automatic retries since a person last asked for it, of at most so many. */
  retries: z.int(),
  maxRetries: z.int(),
  /** Of a pending job: the smallest starts first. */
  startOrder: z.number().nullable(),
  /** When a pending job may start at the earliest: a person planned it so, or it waits to be tried again. */
  notBefore: momentSchema.nullable(),
  /** How many of the jobs that it waits for have not completed. */
  blockedBy: z.int(),
  groupId: z.string().nullable(),
  /** Since when the worker of a running job is silent. */
  stalledAt: momentSchema.nullable(),
  /** The most memory that the latest attempt was seen to use. */
  peakMemoryBytes: z.number().nullable(),
  /** Size of the files of its result. */
  resultBytes: z.number().nullable(),
});
export type JobRow = z.output<typeof jobRowSchema>;

/** One place in which a job can run. */
export const slotSchema = z.object({
  index: z.int(),
  jobId: jobIdSchema.nullable(),
  /** Memory of the worker and its children together, in bytes; null until it is first measured. */
  residentBytes: z.number().nullable(),
  /** Processor use since it was last measured: 100 is one core. */
  cpuPercent: z.number().nullable(),
});
export type Slot = z.output<typeof slotSchema>;
